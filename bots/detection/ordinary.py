"""Ordinary words that are one slip of the finger from a word of the lexicon. Data, read by `tagging`."""

from bots.detection.words import listed

ORDINARY = listed("""
    account accounts advices advise agency agenda aid air allows always amber amount annual annually
    answers anyway apart app apps asks automatic automatically automobile baby baking ball band bank
    bass beach below bending best bet better big bill bills bit bite bits black block blot board boat
    bold booking boost boot bored both box breaking breath brings brother bus buy buys calls card cards
    cares cars casual casually catch cell chad chance change changed chant chap char charged charm chart
    charter charting chasing chatty cheat clean clear clearly cleric click clock cloud cold collect
    command commend comment commit common commuter complain complaint complete compute confirm
    connection connects consult consultants contactless contacts contain content contents contest
    context contract conversational conversations convert cooking correct count counter country county
    cross crying cut daily dear demands deploy deserve desired details directed direction director dish
    disk diving door dried drink driving dropping drying dusk dust early earn east easy either eleven
    emails employ employed employer ending equally especially event exact except exist experience
    experiences explains explore export exports factual fall family far fasting feed feel fever file
    fill film films financial finding finds fine fire fish fist flat folder follow fond form formal
    format forum forwards found four fox fun fund funding fur given gives giving gold ground guide gum
    gun gut hack hall handling hands hard hat having heading heap hear held hell hemp hers hired holder
    hole home hooking hop hoped hopping host hot hour human's humane humid hut hymn imply import
    impossible indeed india indirect individuals industrial inline insert inside jet kill kind king know
    lack lady laid land landing last lasting later latter leading leaking lean learn lease leaving led
    lending less lets letter level lever lie likes lining list listing load loan looked loss lost lot
    loud loved loving lumber machining made magazine mail main making mall man manage managed manages
    mans manually marine mask mass match matter meal mean means men mend mind mix mode model monday mood
    most mother moved moves movie near nearly new note official offline old older once ones operate
    operated operating operation operations or order orders others otter outline pace pack paper part
    party pas passable passes passing passport password past pasta paste path paying pays peace peach
    peas pending perfect persona phones physics piece place playing pleased pleases plus poor port
    positive post prefers presentation prison prize problem process profession profile progress promise
    prompt prone properly property provided provider provides push puts quarter quick quiet quit quite
    quote rang rarely rate reaches react read reading ready ream reap rear receiving recent record
    records reel reference referral refers release rely remember rent repair repay replay report
    represent represented represents requested requests required requires research reserve resist rest
    rich risk river road robust role root roots rot round rout routes rule run rust same sample sand
    saying sea seam search season seed seeing seen sending sends server set seven several share shared
    sharing ship shop shopping short show simple sing six skill slow small smell sneak sneaking sold
    solves song sorts sound spark speaks special specially specials spend spending sport staffs stand
    standing stare start starter state stated stay staying steady steam step steps stiff stitch string
    strong study stuff sum summer sums sunday supply supported supporting supports swatch taking tale
    tall tank task tax taxi tea teach teal teams tear term test testing texts thank thanks them then
    thing think those three till tips tire together top topup toss tour tram transfers transform
    translate tree tried tries trip trips tuesday uber understood urgent use used user users uses using
    usual usually virtually visual wait walk walking wall wand want's wart wash watch water ways weather
    weed went west win wire wishes witch witches women woo world wow wrong yard year yearly yet young
""")
"""Never taken for a misspelling."""

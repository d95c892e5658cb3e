"""The words of small talk and of praise. Data, read by `smalltalk` and `feedback`."""

from bots.detection.words import listed

GREETINGS = listed("""
    hi hello hey hiya heya howdy greetings yo hallo hola bonjour ciao hii helo hellow namaste aloha gday
    sup hullo salut moin servus salaam salam ola morning afternoon evening
""")
THANKS = listed("""
    thanks thank thankyou thx ty cheers appreciated appreciate appreciates grateful gracias merci danke
    grazie obrigado obrigada arigato tnx thnx thanku tysm thankful kudos bless
""")
GOODBYES = listed("""
    bye goodbye byebye cya farewell goodnight adios ciao tschuss later night
""")
FINE = listed("""
    absolutely affirmative agreed ah aha alright certainly confirm confirmed cool course definitely doki
    dokie exactly fine good got gotcha haha hehe hm hmm indeed ja k kk lol mhm nevermind nice
    no-worries noted of oh ok okay okey oki oops oui right roger see si sure true uh um umm
    uhh understood whoops wow ya yas ye yea yeah yeap yeas yep yepp yes yess yup
""")
PRAISE = listed("""
    accurate agree agreed amayzing amazing appreciative astute awesome beautiful best bright brilliant
    clever cleverest confirmed cool correcly correct correctamundo correctly cute delighted exact
    exactly excellent fab fabulous fair fantastic fast fixed funny genius glad good great handsome happy
    helped helpful helps hero impressed impressive informative insightful intelligent knowledgeable
    legend like liked love loved lovely marvellous marvelous neat nice nicer outstanding perfect
    perfectly precise proper quick right rock rocked rocks satisfied savvy sharp smart smartest solved
    splendid spot star strongly super superb sweet terrific true understood useful well wise wonderful
    worked works wow
""")
AROUND = listed("""
    a about absolutely again agree ah all am an and another answer answered answers any anything are as
    assistance assistant at bad be been being bit bot bro buddy bunch by can care chat command command's
    completely confirm conversation could darn day dear definitely did do does done doubt effort else
    ever everyone everything exactly experience explaining fixing for friend gave get getting give good
    goodbye got gotten great guys had has have he heard help helping how i if in info information
    instruction instructions interaction is it its job just kind kindly knew know looking lot lots maam
    madam made make makes man many mate me meet million mind more most much music my need needed news
    nice nothing now of off oh ok okay on one out people person please pleased pretty problem question
    quite read really remind reminding replies reply request response response's responses said saw say
    saying second see seem seems seen sense service she sir so solving some soon statement straight
    stuff such super support sure take talk task tasks team telling that the then there they thing
    things think this thought time to today tomorrow ton tons too totally u understand understanding
    understood until up us useful very want wanted was we week well were what which will wish with
    without word words work working worries would ya yeah yep yes you you've your yup
""")

ASKING = listed("help assist question questions ask test testing")
BESIDE_ASKING = listed("""
    a an i me us we you can could would will please have got need want some quick another one to
    with something it is there anyone anybody hi hello hey the bot just may might like there
    assistance your do now also
""")
WELLBEING_STARTS = (
    "how are you", "how are things", "how is it going", "how do you do", "how is your day",
    "how is your week", "what is up", "how you doing", "how have you been", "how is everything",
    "are you doing well", "how is the day", "how has your day", "how was your day",
    "did you have a good", "how is life",
)  # fmt: skip
CLOSING = (
    "no thanks", "no thank you", "that is all i", "that will be all", "no worries", "no problem", "i am good",
    "i am fine", "never mind", "nevermind", "see you", "take care", "talk to you later", "have a nice day",
    "have a good day", "have a great day", "good night", "good bye", "all good", "no that is all", "not now",
    "nothing else thank", "nothing else for now",
)  # fmt: skip

SO_FAR = r"(?:(?:yes|yeah|yep|ok|okay|alright|great|good|well|ah|oh|now|then|so|perfect)\ )*"
IT = "(?:that|this|it|everything|all)"
ACKNOWLEDGING = rf"""
    {SO_FAR}(?:
    (?:yes|yeah|yep|ok|okay|sure)\ please(?:\ do)? | please\ do | go\ (?:ahead|on|for\ it)
    | (?:{IT}\ )?(?:sounds|looks|seems|works)\ (?:good|great|fine|perfect|right|nice|for\ me) | fair\ enough
    | not\ bad | (?:{IT}\ )*makes\ (?:(?:perfect|total|complete|more|a\ lot\ of)\ )?sense(?:\ now)?
    | (?:without|beyond)\ (?:a|any)\ doubt | for\ sure | in\ a\ heartbeat | (?:you\ )?nailed\ it
    | (?:{IT}\ )?(?:is\ )?(?:all\ )?clear(?:\ now)? | i\ (?:now\ )?(?:understand|see|get\ it|agree|think\ so)
    | (?:i\ )?will\ (?:do|try|check|look|see)(?:\ {IT})? | let\ me\ (?:try|check|see)(?:\ {IT})?
    | {IT}\ (?:answers|answered|solves|solved|fixes|fixed)\ (?:it|my\ (?:question|problem|issue))
    | (?:one|just\ a)\ (?:moment|second|minute)(?:\ please)?
    )(?:\ (?:now|then|please|thanks))?
"""
"""What a whole clause says that takes an answer as it is."""
ENDING = rf"""
    {SO_FAR}(?:
    (?:i\ have\ )?no\ (?:more|further|other)\ questions?
    | that\ (?:was|is|will\ be)\ (?:all|everything)(?:\ i\ (?:need|needed|want|wanted)(?:\ to\ know)?)?
    | nothing\ (?:else|more)
    )(?:\ (?:for\ (?:now|today)|from\ me|thanks|then))?
"""
"""What a whole clause says that ends a conversation."""

"""The words with which people ask for a person, each with the part it plays. Data, read by `tagging`."""

from bots.detection.words import listed

_PARTS: dict[str, str] = {
    "i": "i | we | us all",
    "me": "me | us | myself",
    "you": "you | yourself",
    "they": "he | she | they | it",
    "my": "my | his | her | their | our | its",
    "want": """
        want | need | wish | demand | require | prefer | rather | would like | id like | would love |
        like | would prefer | would rather | would appreciate | trying | try | have to | have got to |
        got to | must | looking | searching | insist | request | wants | needs | looking for |
        in need of | asking for | ask for | hoping | desire | attempting | hope | expect
    """,
    "can": "can | could | may | might | able | possible",
    "will": "would | will | shall | should",
    "let": "let | allow",
    "how": "how | way",
    "talk": """
        talk | speak | chat | converse | communicate | discuss | talking | speaking | chatting |
        speek | have a word | have a chat | have a conversation | conversing | chat up | deal |
        be served | dealing | interact | interacting
    """,
    "reach": """
        contact | contacting | reach | get in touch | getting in touch | be in touch | get hold |
        get a hold | get through | getting through | reach out | get ahold | reaching | be connected |
        be transferred | be put through | get connected | get transferred | be forwarded | access |
        be referred | be passed
    """,
    "pass": """
        connect | transfer | forward | redirect | route | escalate | refer | direct | switch | put |
        hand | pass | patch | hand over | put through | handover | move | turn | link | connecting |
        transferring | transferred | connected | reroute | hook | hook up | forwarded | passed | escalated |
        bring me over | switch over
    """,
    "handoff": """
        handoff | human handoff | human handover | hand off | takeover | human takeover | hand over |
        live chat | live support | live help | live assistance | human support | human help |
        human assistance | human service | human services | manual customer service | manual support |
        escalate this | escalate it | escalate that | escalate my case | escalate my issue |
        escalate the issue | escalate this issue | escalate my complaint | escalate this complaint |
        escalate this case | escalation | escalate the matter | escalate this matter | escalate my problem
    """,
    "give": "give | ask | get | bring | find | send | see | summon | fetch | hire | provide | have",
    "call": "call | calling | phone | ring | dial | message | email | text",
    "human": """
        human | humans | human being | human beings | live being | agent | agents | operator |
        operators | representative | representatives | rep | reps | csr | advisor | adviser |
        advisors | advisers | employee | employees | colleague | colleagues | teammate | team member |
        staff member | member of staff | member of your staff | member of your team |
        member of the team | specialist | specialists | expert | experts | consultant | attendant |
        clerk | supervisor | manager | managers | receptionist | technician | professional |
        customer agent | support agent | service agent | service rep | customer service agent |
        customer service representative | customer service rep | support person |
        support representative | support rep | customer representative | sales rep |
        sales representative | human agent | human operator | human person | human representative |
        staff | assistant | founders | founder | boss | humanoid | call center agent | live agent |
        real agent | customer care executive | customer service executive | care executive |
        support executive | call center executive | case worker | caseworker | account manager |
        relationship manager | duty manager | shift manager | bank teller | customer advisor |
        customer adviser | service advisor | support specialist | service specialist | human colleague
    """,
    "place": """
        front desk | reception | concierge | billing | billing department | accounting |
        accounts department | complaints department | sales department | sales | sales team |
        relevant department | right department | head office | back office | guest services |
        guest relations | fraud department | fraud team | claims department
    """,
    "callback": "callback | call back | return call | phone call | ring back",
    "person": "person | people | persons | guy | individual | folk | folks",
    "anyone": """
        someone | somebody | anyone | anybody | some one | any one | any body | some body |
        one of you
    """,
    "team": "support | team | department | management | hotline | helpline",
    "desk": """
        customer service | customer support | customer care | customer assistance |
        customer services | support team | help desk | helpdesk | service desk | tech support |
        technical support | call center | call centre | service team | customer team |
        customer relations | live team | customer service team | customer support team |
        support staff | service center | customer success | client services | client service |
        human team | support desk
    """,
    "real": """
        real | live | actual | actually | proper | genuine | living | physical | true |
        flesh and blood | breathing | competent | real life | real live | non automated | manual |
        normal | smart | smarter | qualified | capable
    """,
    "det": """
        a | an | the | some | any | your | you guys | another | other | different | one | more |
        available | next available | next | nearest | one of your | one of the | some of your |
        at least one
    """,
    "this": "this | that | these | it all",
    "to": "to | 2 | with | wiht | wth | w | ot | t | on to | over to | onto | on",
    "for": "for",
    "on": "through | thru | over | up | out | in touch | in contact",
    "fill": """
        please | now | just | directly | bloody | fucking | fuckin | goddamn | goddam | damn |
        damned | freaking | frigging | instead | again | kindly | immediately | asap | today | maybe |
        perhaps | possibly | still | really | simply | only | right away | right now | already |
        also | finally | urgently | quickly | straight | fast | first | actual fucking | effing |
        fking | back | soon | ever | somehow | seriously | honestly | even
    """,
    "here": """
        here | there | around | on the line | on the phone | on the chat | on line | online |
        in there | out there | on duty | at work | at your company | else
    """,
    "help": "help | assist | assistance | helping | assisting | serve | helps",
    "act": """
        talk to me | answer | answer me | look at | look into | take over | get back | explain | fix |
        sort | handle | respond | reply | solve | resolve | review | check | understand |
        understands | come | join | take care | read | investigate | assess | step in | arrange
    """,
    "callme": """
        call me | calls me | call me back | contact me | contacts me | reach me | reach out to me |
        ring me | phone me | get back to me | get in touch with me | calling me | ring me back |
        phone me back | give me a call | give me a ring | write to me | speak with me
    """,
    "bot": """
        bot | bots | robot | robots | machine | machines | ai | computer | computers | chatbot |
        chatbots | chat bot | virtual assistant | virtual agent | automated | automation | software |
        algorithm | program | recording | ai agent | automated system | automated assistant |
        digital assistant | bot agent | chatbox
    """,
    "not": """
        not | never | no | without | nor | neither | nobody | none | avoid | instead of |
        rather than | stop | anything but | other than | no longer | refuse
    """,
    "fedup": """
        hate | tired of | sick of | fed up | fed up with | fed up of | had enough of | enough of |
        done with | done
    """,
    "be": "is | am | are | was | were | being | be",
    "do": "do | does | did",
    "have": "has",
    "there": """
        is there | are there | isnt there | is there not | is not there | are not there |
        are there not
    """,
    "past": """
        talked | spoke | spoken | chatted | told | said | called | contacted | reached | emailed |
        phoned | advised | informed | promised | explained | assured | replied | answered | helped |
        says | tells | hung up | was told | messaged | mentioned | gave | sent me | asked
    """,
    "info": """
        hours | what time | which time | opening | open | opens | number | address | charge |
        charges | cost | costs | fee | fees | how much | how many | how long | how often | salary |
        price | when | closed | schedule | pay | timings | availability | times | cheaper | free
    """,
    "if": "if | whether | unless | every time | each time | whenever | while",
    "who": "who | that | which | whom",
    "what": "what | why",
    "where": "where",
    "about": "about | regarding | concerning | of | like a",
    "work": "work | works | worked | working | am a | am an | become",
    "from": "from | in | at | within",
}

PARTS: dict[tuple[str, ...], str] = {
    tuple(entry.split()): part for part, entries in _PARTS.items() for entry in entries.split("|")
}
"""Every entry's words and the part they play; the longest entry that fits wins."""

COMPOUNDS = {
    "human": listed("""
        resources resource error errors rights right body nature history anatomy race trafficking
        readable made hair genome capital factors verification interface condition
    """),
    "agent": listed("fee fees commission name number id orange"),
    "person": listed("per"),
    "manager": listed("app password account"),
    "operator": listed("precedence error fee"),
    "support": listed("ticket tickets fee level for different other chrome article articles"),
    "customer service": listed(
        "hours number desk job charges charge phone line email address award survey course"
    ),
    "customer support": listed("hours number job charges phone line email address"),
    "staff": listed("meeting discount pick party"),
    "call": listed("charges charge rates"),
    "team": listed("meeting sport name plan"),
    "people": listed("pleaser search"),
}
"""A word, and those after it that make it something other than a person to talk to."""

KINDS_OF_AGENT = {
    "agent": listed("""
        travel estate insurance real-estate shipping user letting booking cleaning bleaching
        release secret free raising foaming press literary ticket property lettings rental double
        reagent
    """),
    "agents": listed("travel estate insurance cleaning secret"),
    "operator": listed("tour smooth crane machine logical sms mobile network phone bus train"),
    "manager": listed("""
        password product project brand task file download window device boot package account hedge
        fund
    """),
    "assistant": listed("google personal teaching shop voice dental virtual"),
    "person": listed("cat dog first third second nice contact disabled morning other-named missing"),
    "people": listed("two three four five six seven eight nine ten many 2 3 4 5 6 7 8 9 10"),
    "persons": listed("many two three four five"),
    "representative": listed("elected house state"),
    "team": listed("football soccer sports baseball basketball favorite favourite"),
    "employee": listed("new former"),
    "support": listed("child financial emotional life browser extra country currency language"),
}
"""A word, and those before it that make it a person of another trade, or a count."""

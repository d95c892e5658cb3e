"""The words with which people ask for a person, each with the part it plays. Data, read by `tagging`."""

from bots.detection.words import listed

_PARTS: dict[str, str] = {
    "i": "i | we | us all",
    "me": "me | us | myself",
    "you": "you | yourself | you guys | you lot | you people | you folks | you all",
    "they": "he | she | they | it",
    "my": "my | his | her | their | our | its",
    "want": """
        want | need | wish | demand | require | prefer | rather | would like | id like | would love |
        like | would prefer | would rather | would appreciate | trying | try | have to | have got to |
        got to | must | looking | searching | insist | request | wants | needs | looking for |
        in need of | asking for | ask for | hoping | desire | attempting | hope | expect | has to |
        all i want is | all i need is | what i want is | what i need is | would appreciate it if |
        appreciate it if | would be great if | would be good if | would be nice if | would be helpful if |
        would be better if | would be grateful if | sooner |
        is it okay if | is it ok if | is it alright if | would it be ok if | would it be okay if |
        it would help if | would help if | best if | better if | wonder if | wonder whether |
        wondering if | wondering whether | asked for | asked to | waiting for | wait for | requested |
        wish to | more comfortable | find out if | see if | check if | ask if
    """,
    "can": """
        can | could | may | might | able | possible | any chance | any chance of | any way | any chance that |
        any possibility
    """,
    "will": "would | will | shall | should",
    "let": "let | allow",
    "how": "how | way",
    "talk": """
        talk | speak | chat | converse | communicate | discuss | talking | speaking | chatting |
        speek | spk | have a word | live conversation | have a live chat | have a talk | have a chat |
        have a conversation | conversing | chat up | deal |
        be served | dealing | interact | interacting | waste my time | wasting my time | waste time |
        wasting time | raise this | raise it | take this up | take it up |
        schedule a call | book a call | arrange a call | set up a call | get on a call | have a call |
        hop on a call | jump on a call | liaise | schedule a phone call | arrange a phone call |
        book a phone call
    """,
    "reach": """
        contact | contacting | reach | get in touch | getting in touch | be in touch | get hold |
        get a hold | get through | getting through | reach out | get ahold | reaching | be connected |
        be transferred | be put through | get connected | get transferred | be forwarded | access |
        be referred | be passed | get hold of | get a hold of | get ahold of | get in contact |
        getting in contact | be in contact | make contact | be put in touch | put in touch |
        be put in contact | be switched | be passed on | be passed over | be handed over
    """,
    "pass": """
        connect | transfer | forward | redirect | route | reconnect | refer | direct | switch | put |
        hand | pass | patch | hand over | put through | handover | move | turn | link | connecting |
        transferring | transferred | connected | reroute | passing | handing | putting | referring |
        forwarding | directing | routing |
        redirecting | assign | assigned | hook | hook up | forwarded | passed | put back |
        bring me over | switch over | bounce | shift | take me over | assign me
    """,
    "escalate": "escalate | escalated | escalating",
    "handoff": """
        handoff | human handoff | human handover | hand off | takeover | human takeover | hand over |
        live chat | live support | live help | live assistance | human support | human help |
        human assistance | human service | human services | manual customer service | manual support |
        escalate this | escalate it | escalate that | escalate my case | escalate my issue |
        escalate the issue | escalate this issue | escalate my complaint | escalate this complaint |
        escalate this case | escalation | escalate the matter | escalate this matter | escalate my problem |
        human intervention | human contact | human attention | human interaction |
        escalate this chat | escalate this conversation | escalate my request |
        escalate my ticket | escalate this ticket | escalate the case
    """,
    "give": """
        give | ask | get | bring | find | send | see | summon | fetch | hire | provide | have | involve |
        loop in | bring in | call in | get in | rope in | getting | finding | bringing
    """,
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
        real agent | hooman | hoomans | executive | executives | team leader | team lead | living soul |
        live body | superior | superiors | higher ups | higher up | case handler | handler | associate |
        engineer | engineers | officer | officers | customer rep |
        customer reps | customer care officer | customer service officer | call centre agent |
        call centre executive | support engineer | support officer | human advisor | human adviser |
        somebody in charge | someone in charge | person in charge | anyone in charge | whoever is in charge |
        manager in charge | customer care executive | customer service executive | care executive |
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
    "person": "person | people | persons | guy | guys | individual | folk | folks",
    "anyone": """
        someone | somebody | anyone | anybody | some one | any one | any body | some body |
        one of you | sum1 | sumone | whoever | whomever
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
        normal | smart | smarter | qualified | capable | kind | friendly | helpful | decent | sensible |
        senior | more senior |
        with authority | in authority | with a brain | with a pulse | responsible | knowledgeable |
        experienced
    """,
    "det": """
        a | an | the | some | any | your | another | other | different | one | more |
        available | next available | next | nearest | one of your | one of the | some of your |
        at least one | further
    """,
    "this": "this | that | these | it all",
    "to": "to | 2 | with | wiht | wth | w | ot | t | on to | over to | onto | on | wit | wid",
    "for": "for",
    "on": "through | thru | over | up | out | in touch | in contact",
    "fill": """
        please | now | just | directly | bloody | fucking | fuckin | goddamn | goddam | damn |
        damned | freaking | frigging | instead | again | kindly | immediately | asap | today | maybe |
        perhaps | possibly | still | really | simply | only | right away | right now | already |
        also | finally | urgently | quickly | straight | fast | first | actual fucking | effing |
        fking | back | soon | ever | somehow | seriously | honestly | even | ok | okay | okey | yes | yeah |
        yep | yup | hi | hello | hey | hi there | hello there | hey there | listen | well | oh | omg |
        ffs | wtf | ugh |
        argh | alright | fine | sure | sorry | excuse me | for gods sake | for god sake | for goodness sake |
        for fucks sake | for fuck sake | for heavens sake | for the love of god | for crying out loud |
        god | jesus | jesus christ | good morning | good afternoon | good evening | at once |
        this instant | this minute | as soon as possible | if possible | at this point | preferably |
        thanks | thank you | cheers | mate | look here | dammit | damnit | surely | pretty please
    """,
    "here": """
        here | there | around | on the line | on the phone | on the chat | on line | online |
        in there | out there | on duty | at work | at your company | else
    """,
    "help": "help | assist | assistance | helping | assisting | serve | helps",
    "act": """
        talk to me | answer | answer me | look at | look into | get back | explain | fix |
        sort | handle | respond | reply | solve | resolve | review | check | understand |
        understands | join the chat | join this chat | come online | take care | read | investigate | assess |
        arrange | have a look | have a look at | take a look | take a look at |
        look over | go over | see to | do it | do this | do that | unlock | unblock | cancel | tell me |
        complain | make a complaint | file a complaint | lodge a complaint | raise a complaint |
        talk me through | walk me through | advise | advise me | verify | confirm | clarify |
        reopen | process
    """,
    "takeover": """
        take over | step in | intervene | jump in | take it from here | pick this up | pick up this |
        taking over | take this over | taking this over | take it over | takes over | take this on
    """,
    "callme": """
        call me | calls me | call me back | contact me | contacts me | reach me | reach out to me |
        ring me | phone me | get back to me | get in touch with me | calling me | ring me back |
        phone me back | give me a call | give me a ring | write to me | speak with me | give me a bell |
        give me a buzz | give me a call back | give me a callback | email me | email me back | text me |
        message me | ring me up | call me up | write back to me | drop me a line | call us back |
        give us a call | give us a ring | get back to us |
        get in contact with me | be in touch with me | arrange a call back | arrange a callback |
        schedule a call back | schedule a callback | book a callback | request a callback |
        request a call back
    """,
    "bot": """
        bot | bots | robot | robots | machine | machines | ai | computer | computers | chatbot |
        chatbots | chat bot | virtual assistant | virtual agent | automated | automation | software |
        algorithm | program | recording | ai agent | automated system | automated assistant |
        digital assistant | bot agent | chatbox
    """,
    "useless": """
        not helping | not helpful | no help | no use | useless | not working | does not work |
        does not help | did not help | is not helping
    """,
    "not": """
        not | never | no | without | nor | neither | nobody | none | avoid | instead of |
        rather than | stop | anything but | other than | no longer | refuse | not think i |
        not believe i | not sure i
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
        are there not | there must be | there has to be | there should be | there has got to be |
        surely there is | surely there are | there surely is
    """,
    "past": """
        talked | spoke | spoken | chatted | told | said | called | contacted | reached | emailed |
        phoned | advised | informed | promised | explained | assured | replied | answered | helped |
        says | tells | hung up | was told | messaged | mentioned | gave | sent me | asked |
        off the phone | been on the phone |
        was on the phone | been on hold | was on hold | been speaking | been talking | was speaking |
        was talking
    """,
    "info": """
        hours | what time | which time | opening | open | opens | number | address | charge |
        charges | cost | costs | fee | fees | how much | how many | how long | how often | salary |
        price | when | closed | schedule | percentage | percent | pay | timings | availability | times |
        cheaper | free
    """,
    "by": "by",
    "matter": """
        account | accounts | order | orders | refund | bill | invoice | payment | card | internet |
        subscription | booking | reservation | ticket | case | issue | issues | problem | problems | claim |
        parcel | package | delivery | password | policy | contract | complaint | request | query | enquiry |
        inquiry | question | situation | matter | return | transaction | statement | login | profile |
        membership | loan | mortgage | application | decision
    """,
    "escape": """
        skip | bypass | get past | get around | get out of | get me out of | get me past |
        get away from | escape from
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
    "agent": listed("""
        fee fees commission name number id orange access seat seats licence license licences role roles
        dashboard login logins app portal console
    """),
    "agents": listed("fee fees seat seats access dashboard app portal"),
    "executive": listed("class lounge suite room order summary board committee package plan"),
    "person": listed("per"),
    "manager": listed("app password account"),
    "operator": listed("precedence error fee"),
    "live chat": listed("on plugin widget button for software in"),
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

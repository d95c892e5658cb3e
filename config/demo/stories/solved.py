"""What the bot settled alone. Whoever closes the shop tidies such conversations away; the latest are open."""

from config.demo.people import ANA, BEA, CARL
from config.demo.script import Story, Who
from config.demo.stories.talk import asked, greeted, thanked, tidied

AMARA = Who("amara", "Amara Okafor", "amara.okafor@mail.example")
TOMAS = Who("tomas", "Tomáš Novák", phone="+420 555 010 117")
PRIYA = Who("priya", "Priya Raman", "priya@raman.example")
NOBODY_1, NOBODY_2, NOBODY_3, NOBODY_4 = (Who(f"visitor-{number}") for number in range(1, 5))
KENJI = Who("kenji", "Kenji Mori", "k.mori@mail.example", "+81 55 5010 0142")
FATIMA = Who("fatima", "Fatima Zahra Alaoui", "fz.alaoui@post.example")
LARS = Who("lars", "Lars Holm", "lars.holm@nord.example")
MEI = Who("mei", "Mei Chen")
JOAO = Who("joao", "João Pires", "joao.pires@correio.example")
ELIF = Who("elif", "Elif Demir", phone="+90 555 501 0163")
SAMUEL = Who("samuel", "Samuel Adeyemi", "sam.adeyemi@mail.example")
INGRID = Who("ingrid", "Ingrid Solberg")
LUCA = Who("luca", "Luca Ferraro", "luca@ferraro.example", "+39 555 010 0188")
AOIFE = Who("aoife", "Aoife Byrne", "aoife.byrne@post.example")
MATEO = Who("mateo", "Mateo Quispe")
HANNA = Who("hanna", "Hanna Weber", "hanna.weber@brief.example")
ANA_TRYING = Who("ana-trying", "Ana (trying it out)")
SHOP_ORDER = Who("order-1042", "Nadia Haddad", "nadia@haddad.example")

SOLVED = (
    Story(
        ANA_TRYING,
        (
            *greeted("hello"),
            *asked("what does a full service cost?", "service_price"),
            *asked("and when are you open on saturday", "hours"),
            *tidied(ANA, 0.1),
        ),
        days=7,
        at="09:05",
        channel="internal",
    ),
    Story(
        AMARA,
        (
            *asked("Hi, are you open on Sunday?", "hours"),
            *thanked("Great, thank you!"),
            *tidied(CARL, 7),
        ),
        days=7,
        at="10:48",
    ),
    Story(
        NOBODY_1,
        (*asked("how much for a puncture", "puncture"), *tidied(CARL, 2.5)),
        days=7,
        at="15:21",
    ),
    Story(
        TOMAS,
        (
            *greeted("Good morning"),
            *asked("What does it cost to rent two bikes for a weekend?", "rental_price"),
            *asked("And do I have to leave a deposit?", "deposit", after=3),
            *asked("How do I reserve them?", "book_rental"),
            *thanked("Perfect, thanks a lot!", after=6),
            *tidied(BEA, 8),
        ),
        days=6,
        at="09:34",
    ),
    Story(
        PRIYA,
        (
            *asked("Do you have a child seat for a 3 year old?", "child_seat"),
            *thanked("lovely, thanks"),
            *tidied(BEA, 5.5),
        ),
        days=6,
        at="12:10",
    ),
    Story(
        KENJI,
        (
            *asked("What is the range of your e-bikes?", "battery"),
            *asked("Is a helmet included when I rent one?", "rental_price", after=4),
            *thanked("Thank you very much."),
            *tidied(CARL, 3),
        ),
        days=5,
        at="14:02",
    ),
    Story(
        FATIMA,
        (
            *asked("I need to move my booking to Saturday, is that possible?", "cancel"),
            *thanked("That worked, thank you"),
            *tidied(CARL, 1.5),
        ),
        days=5,
        at="16:40",
    ),
    Story(
        NOBODY_2,
        (
            *asked("where are you exactly?", "address"),
            *asked("and when do you close", "hours", after=1),
            *tidied(CARL, 5.8),
        ),
        days=5,
        at="11:55",
    ),
    Story(
        LARS,
        (
            *asked("Can you tell me how long a repair takes at the moment?", "repair_time"),
            *asked("Do I need an appointment?", "book_repair"),
            *thanked("ok thanks, see you on Thursday"),
            *tidied(BEA, 6),
        ),
        days=4,
        at="10:27",
    ),
    Story(
        MEI,
        (
            *asked("Can I pay in instalments? The bike is 1400", "payment"),
            *thanked("good to know, thanks!"),
            *tidied(BEA, 3),
        ),
        days=4,
        at="13:44",
    ),
    Story(
        JOAO,
        (
            *asked("I am looking for a present for my brother, he cycles a lot", "voucher"),
            *asked("Nice. Can I pay by bank transfer?", "payment", after=3),
            *thanked("Excellent, obrigado!"),
            *tidied(BEA, 1),
        ),
        days=4,
        at="17:05",
    ),
    Story(
        ELIF,
        (
            *asked("My e-bike battery empties quickly, can you check it?", "battery_health"),
            *asked("How do I book that?", "book_repair"),
            *thanked("thank you"),
            *tidied(CARL, 8),
        ),
        days=3,
        at="09:52",
    ),
    Story(
        NOBODY_3,
        (*asked("do you buy old bikes", "trade_in"), *tidied(CARL, 5)),
        days=3,
        at="13:08",
    ),
    Story(
        SAMUEL,
        (
            *asked("How long is the warranty on a new bike?", "warranty"),
            *asked("And can I pay it in instalments?", "payment", after=1),
            *thanked("Brilliant, cheers"),
            *tidied(CARL, 2.5),
        ),
        days=3,
        at="15:36",
    ),
    Story(
        INGRID,
        (
            *asked("I lost the key of the lock on my rental bike!!", "lost_key"),
            *asked("Until when are you there today?", "hours", after=1),
            *thanked("Thank you so much!"),
            *tidied(BEA, 6),
        ),
        days=2,
        at="11:17",
    ),
    Story(
        LUCA,
        (
            *asked("Do you deliver? I live in the old town", "delivery"),
            *thanked("Great, thanks"),
            *tidied(BEA, 4),
        ),
        days=2,
        at="14:31",
    ),
    Story(
        AMARA,
        (
            *asked("Hello again, what does a basic service include?", "service_price"),
            *thanked("Great, thank you"),
            *tidied(BEA, 2),
        ),
        days=2,
        at="16:12",
    ),
    Story(
        AOIFE,
        (
            *asked("Is there a trailer for two kids?", "child_seat"),
            *asked("Can I reserve it for Sunday?", "book_rental"),
            *thanked("You're great, thank you"),
        ),
        days=1,
        at="12:25",
    ),
    Story(
        MATEO,
        (*asked("What would I get for my old bicycle?", "trade_in"), *thanked("ok thanks")),
        days=1,
        at="15:14",
    ),
    Story(
        HANNA,
        (*greeted("Hi there"), *asked("What time do you close today?", "hours"), *thanked("Thanks!")),
        minutes=170,
    ),
    Story(
        SHOP_ORDER,
        asked("Order 1042: how long does delivery outside the city take?", "delivery"),
        minutes=140,
        channel="webhook",
    ),
    Story(
        NOBODY_4,
        (
            *asked("what does it cost to rent an ebike for a day", "rental_price"),
            *asked("and the deposit?", "deposit", after=1),
        ),
        minutes=22,
    ),
)

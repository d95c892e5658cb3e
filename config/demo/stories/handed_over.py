"""What people settled, or are about to: handovers of every trigger, and one answer that came too late."""

from config.demo import files
from config.demo.people import ANA, BEA, CARL
from config.demo.script import (
    Answers,
    Assigns,
    Claims,
    CompletesTask,
    HandsBack,
    Replies,
    Resolves,
    Says,
    Story,
    Wakes,
    Who,
)
from config.demo.stories.talk import asked, gave_up, greeted, thanked, unknown, wants_person

ROSA = Who("rosa", "Rosa Delgado", "rosa.delgado@mail.example", "+34 555 010 199")
YUSUF = Who("yusuf", "Yusuf Karimi", "yusuf.karimi@post.example")
CLAIRE = Who("claire", "Claire Dubois", "claire.dubois@lettre.example")
OLU = Who("olu", "Oluwaseun Bello", phone="+234 555 010 0127")
ANJA = Who("anja", "Anja Kowalska", "anja@kowalska.example")
DIEGO = Who("diego", "Diego Castro")
SOFIA = Who("sofia", "Sofia Papadaki", "sofia.papadaki@mail.example")
HENRIK = Who("henrik", "Henrik Laine", "henrik.laine@posti.example", "+358 55 501 0134")
NGOZI = Who("ngozi", "Ngozi Eze", "ngozi.eze@mail.example")
PAVEL = Who("pavel", "Pavel Horák")
LEILA = Who("leila", "Leila Haddou", "leila.haddou@post.example")
TEA = Who("tea", "Tea Marić", "tea.maric@mail.example")
ARJUN = Who("arjun", "Arjun Nair", "arjun.nair@mail.example", "+91 55501 00156")
VISITOR = Who("visitor-5")

HANDED_OVER = (
    Story(
        ROSA,
        (
            *greeted("Hello"),
            *asked("How much is a full service?", "service_price"),
            *wants_person(
                "I have a special bike. Can I speak to someone in the workshop?", "speak to someone", after=3
            ),
            Replies(
                BEA, "Hello Rosa, Bea here, I fix most of the odd ones. What kind of bike is it?", after=4
            ),
            Says("A cargo trike, three wheels and a belt", after=3),
            Replies(
                BEA,
                "Lovely. A full service for a trike is €119, and the belt is fine with us. Thursday at 10?",
            ),
            Says("Thursday is perfect, thank you Bea!", after=2),
            Resolves(BEA, after=3),
        ),
        days=6,
        at="11:06",
    ),
    Story(
        YUSUF,
        (
            *unknown(
                "May my dog ride in a basket?",
                "Do you have children's seats and trailers?",
                0.34,
            ),
            Replies(
                BEA,
                "Hi Yusuf! Small ones, yes. We also have a dog trailer, up to 30 kg, for €14 a day. "
                "Shall I keep it for you?",
                after=12,
            ),
            Says("Yes please, for Saturday", after=7),
            Replies(BEA, "Done, it is yours from 10:00 on Saturday.", after=4),
            Resolves(BEA, after=2),
        ),
        days=6,
        at="15:19",
    ),
    Story(
        CLAIRE,
        (
            *gave_up(
                "My e-bike shows error E07",
                "battery_health",
                ("No, that is not what I asked", ""),
                ("my e-bike shows the error E07", "battery"),
                last="That doesn't help at all",
            ),
            Replies(
                CARL,
                "Hello Claire, Carl from the workshop. E07 is the speed sensor. Is the magnet on the rear "
                "wheel still next to it?",
                after=18,
            ),
            Says("Oh! It has slipped down. I pushed it back and the error is gone!", after=9),
            Replies(CARL, "Wonderful. Come by for a drop of glue, no charge.", after=3),
            Says("You are a star", after=1),
            Resolves(CARL, after=5),
        ),
        days=5,
        at="10:31",
    ),
    Story(
        OLU,
        (
            *asked("are you open tomorrow morning", "hours"),
            *wants_person(
                "id like to speak to a real person about a problem with my rental", "speak to a real person"
            ),
            Says("nobody there? the brake squeaks very loud", after=25),
            Replies(
                BEA,
                "Good morning! Sorry, we had closed. Bring the bike any time after 9 and we swap it at once.",
                after=735,
            ),
            Says("ok coming now", after=14),
            Resolves(BEA, after=40),
        ),
        days=5,
        at="20:22",
    ),
    Story(
        ANJA,
        (
            *asked("Do you ship to other cities?", "delivery"),
            *unknown("Could my tandem go to Iceland by ferry?", "How can I pay?", 0.02),
            Replies(
                BEA,
                "Hi Anja, it can: €190, about twelve days, and you pay the duty there.",
                after=16,
            ),
            Says("That is fine. I will order online then.", after=11),
            CompletesTask(BEA, after=2),
            HandsBack(BEA, "Ferry to Iceland: €190, twelve days. She orders online.", after=1),
            *asked("One more thing: can I pay by bank transfer?", "payment", after=26),
            *thanked("Thank you both :)"),
        ),
        days=4,
        at="11:42",
    ),
    Story(
        DIEGO,
        (
            *wants_person("can someone call me", "can someone call me"),
            Replies(BEA, "Of course! Which number may I call, and what is it about?", after=9),
            Wakes(after=24 * 60 + 1),
            CompletesTask(BEA, after=55),
        ),
        days=4,
        at="16:26",
    ),
    Story(
        SOFIA,
        (
            *unknown(
                "Can you build a wheel with a dynamo hub from a bike of 1974?",
                "Do you have children's seats and trailers?",
                0.32,
            ),
            Assigns(BEA, CARL, after=6),
            Replies(
                CARL,
                "Hello Sofia! With pleasure. Is it a 26 or a 28 inch wheel, and how many spokes?",
                after=21,
            ),
            Says("28, and 36 spokes", after=8),
            Replies(CARL, "Then €95 including the hub, ready in a week. Bring it whenever it suits you."),
            Says("Perfect, I'll be there on Monday.", after=4),
            Resolves(CARL, after=2),
        ),
        days=3,
        at="10:15",
    ),
    Story(
        HENRIK,
        (
            *gave_up(
                "My gears slip after your repair, is that covered?",
                "warranty",
                ("That is not my question", ""),
                ("my gears slip after your repair", "repair_time"),
                last="this is useless",
            ),
            Replies(
                CARL,
                "Hello Henrik, I am sorry about that. It sounds like the new cable has stretched; that is "
                "on us. Could you send the number on your receipt?",
                after=31,
            ),
            Says("It is 20718, and this is the wheel. When can I come?", after=55, files=(files.wheel,)),
            Replies(
                CARL,
                "Thank you. I am checking with the workshop which day is free; here is what we cover.",
                after=20,
                files=(files.warranty,),
            ),
        ),
        days=2,
        at="12:40",
    ),
    Story(
        ROSA,
        (
            *asked("Hi, is the trike ready?", "repair_time"),
            *wants_person("I'd rather ask a person", "would rather ask a person", after=1),
            Replies(BEA, "Hi Rosa, it is! We are here until closing time.", after=5),
            Says("On my way", after=2),
            Resolves(BEA, after=90),
        ),
        days=2,
        at="14:55",
    ),
    Story(
        NGOZI,
        (
            Says("Do you have the blue city bike in size S?"),
            Answers("rental_price", unsent=True),
            Replies(
                BEA,
                "Hi Ngozi, I am standing next to it: yes, one left in S. Shall I put it aside?",
                after=0.1,
            ),
            Says("Yes please! I come at four", after=3),
            Replies(BEA, "It has your name on it.", after=2),
            Resolves(BEA, after=200),
        ),
        days=1,
        at="11:33",
    ),
    Story(
        PAVEL,
        (
            *gave_up(
                "Why was I charged more than the rental?",
                "deposit",
                ("wrong answer", "cancel"),
                ("I was charged more than the rental, why?", "book_rental"),
                last="no, you don't understand",
            ),
            Replies(
                CARL,
                "Hello Pavel, I see it: the rest is the deposit, and we released it this morning. Your bank "
                "shows it within three days.",
                after=11,
            ),
            Says("Ah, now I see. Thank you", after=6),
            Resolves(CARL, after=4),
        ),
        days=1,
        at="14:08",
    ),
    Story(
        ARJUN,
        (
            *unknown(
                "Do you run evening courses for beginners?",
                "What does fixing a flat tyre cost?",
                0.03,
                to_nobody=True,
            ),
            Claims(ANA, after=9),
            Replies(
                ANA,
                "Hello Arjun, not yet, but you are the third to ask this month. I will write when we do.",
                after=2,
            ),
            Says("Great, please do!"),
            Resolves(ANA, after=3),
        ),
        days=3,
        at="17:21",
    ),
    Story(
        LEILA,
        (
            *asked("Hello, I want to cancel my reservation", "cancel"),
            *wants_person("The link does not work. Can I talk to somebody?", "talk to somebody", after=4),
            Replies(BEA, "Hi Leila, I can do it for you. Which name is the booking under?", after=6),
            Says("Haddou, two city bikes", after=13),
        ),
        minutes=95,
    ),
    Story(
        TEA,
        (
            *asked("How far can I ride on one charge?", "battery"),
            *unknown("May I take it on the night train?", "How far does an e-bike battery last?", 0.03),
        ),
        minutes=38,
    ),
    Story(
        VISITOR,
        (
            *greeted("hi"),
            *unknown(
                "do you have winter tyres with spikes for 29 inch",
                "What does fixing a flat tyre cost?",
                0.29,
                to_nobody=True,
            ),
        ),
        minutes=16,
    ),
)

"""What the shop's bot knows. The keys are for the stories, which quote these answers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    question: str
    answer: str
    wordings: tuple[str, ...]


PAGES = {
    "hours": Page(
        "When are you open?",
        "We are open Monday to Friday from 9:00 to 18:30, and on Saturday and Sunday from 10:00 to 16:00. "
        "On public holidays the shop is closed.",
        (
            "What are your opening hours?",
            "Are you open on Sunday?",
            "What time do you close today?",
            "Can I come by on Saturday?",
            "Are you open on public holidays?",
        ),
    ),
    "address": Page(
        "Where is the shop?",
        "You find us at 14 Canal Street, next to the footbridge. Tram 3 stops at Canal Bridge, two minutes "
        "away, and there are two parking places for loading in the yard.",
        (
            "What is your address?",
            "Where are you located?",
            "Where exactly are you?",
            "Where can I find you?",
            "Is there parking near the shop?",
            "Which tram stops near you?",
        ),
    ),
    "service_price": Page(
        "How much does a service cost?",
        "A basic service is €49: brakes, gears, tyres and a test ride. A full service is €89 and adds wheel "
        "truing, cleaning and new cables. Parts are extra, and we ask you before we fit anything above €20.",
        (
            "What do you charge for a bike check?",
            "How expensive is a tune-up?",
            "Price of a full service",
            "What is included in the basic service?",
            "How much is it to have my bike serviced?",
        ),
    ),
    "repair_time": Page(
        "How long does a repair take?",
        "Most repairs are done within two working days, and a flat tyre usually while you wait. If we have "
        "to order a part, we tell you the date before we start.",
        (
            "When will my bike be ready?",
            "How quickly can you fix my bike?",
            "Can you repair it the same day?",
            "How many days do you need for a repair?",
        ),
    ),
    "puncture": Page(
        "What does fixing a flat tyre cost?",
        "A flat tyre is €15 at the front and €19 at the back, new inner tube included. You need no "
        "appointment, and it takes about twenty minutes.",
        (
            "How much is a puncture repair?",
            "I have a flat, what will it cost?",
            "Price for a new inner tube with fitting",
            "Can you fix a puncture?",
        ),
    ),
    "book_repair": Page(
        "How do I book a repair?",
        "Tell us on tumbleway.example/book which day suits you and bring the bike before 11:00. Small things "
        "such as a flat tyre or a loose chain need no appointment.",
        (
            "Do I need an appointment for a repair?",
            "Can I make an appointment for a service?",
            "I would like to bring my bike in, how does that work?",
            "Where can I book a service?",
        ),
    ),
    "warranty": Page(
        "What warranty do I get?",
        "Bicycles bought from us have a two-year warranty, and frames five years. On repairs you have six "
        "months for the work and the parts we fitted. Just bring the bike and the receipt.",
        (
            "Is there a guarantee on repairs?",
            "How long is the warranty on a new bike?",
            "Something broke again after your repair, is that covered?",
            "Is the frame under guarantee?",
        ),
    ),
    "rental_price": Page(
        "How much is it to rent a bike?",
        "A city bike is €16 a day or €70 a week, an e-bike €38 a day or €170 a week. Helmet, lock and lights "
        "are included.",
        (
            "What are your rental prices?",
            "What does hiring a bike for a week cost?",
            "Price for an e-bike for one day",
            "Do you rent out bikes?",
            "Is a helmet included in the rental?",
        ),
    ),
    "deposit": Page(
        "Do I have to leave a deposit for a rental?",
        "Yes: €50 for a city bike and €150 for an e-bike, by card. We release it when the bike is back, "
        "and most banks show it within three days.",
        (
            "How much is the rental deposit?",
            "When do I get my deposit back?",
            "Can I pay the deposit in cash?",
            "Do you block an amount on my card?",
            "Why was I charged more than the rental?",
        ),
    ),
    "book_rental": Page(
        "How do I reserve a rental bike?",
        "Choose the days and the size on tumbleway.example/rent and pay online, then pick the bike up from "
        "9:30. For groups of more than six, write to us three days ahead.",
        (
            "Can I book a rental bike in advance?",
            "I want to reserve two bikes for the weekend",
            "How do I hire a bike for tomorrow?",
            "Is it possible to reserve an e-bike?",
        ),
    ),
    "cancel": Page(
        "How do I cancel or change a booking?",
        "Open the link in your confirmation email and choose Change or Cancel. It is free until 18:00 the "
        "day before; after that we charge one day.",
        (
            "Can I cancel my reservation?",
            "I need to move my booking to another day",
            "What does it cost to cancel?",
            "Can I get my money back if I cancel the rental?",
            "Change the date of my rental",
        ),
    ),
    "delivery": Page(
        "Do you deliver bikes?",
        "Within the city we bring new and repaired bikes to your door for €12, Tuesday to Friday between "
        "14:00 and 18:00. Outside the city we ship new bikes for €45 in three to five working days.",
        (
            "How much is delivery?",
            "Can you bring the bike to my home?",
            "Do you ship to other cities?",
            "Can you pick my bike up at home and bring it back?",
        ),
    ),
    "payment": Page(
        "How can I pay?",
        "In the shop by card, phone or cash, online by card or bank transfer. For bikes above €600 you can "
        "pay in six instalments without interest.",
        (
            "Which payment methods do you take?",
            "Do you accept cash?",
            "Can I pay in instalments?",
            "Is it possible to pay by bank transfer?",
        ),
    ),
    "lost_key": Page(
        "I lost the key to the lock. What now?",
        "For a rental lock, call us and we come with the spare key for €10 within the city. For your own "
        "lock we cut it open for €15 when you show us proof that the bike is yours.",
        (
            "My bike key is gone",
            "I can't find my lock key",
            "Can you open a lock without the key?",
            "What does a replacement key cost?",
        ),
    ),
    "battery": Page(
        "How far does an e-bike battery last?",
        "Our e-bikes go 60 to 90 km on one charge, depending on hills, wind and the level of support. A full "
        "charge takes about four hours at any ordinary socket, and the charger comes with the bike.",
        (
            "What is the range of the e-bikes?",
            "How long does the battery take to charge?",
            "Is a charger included?",
            "How many kilometres can I ride on one charge?",
        ),
    ),
    "battery_health": Page(
        "Can you test my e-bike battery?",
        "Yes, a battery test is €25 and takes one day; you get a printout of its remaining capacity. If you "
        "buy a new battery from us within a month, the test is free.",
        (
            "My e-bike battery is weak, can you check it?",
            "How do I know whether my battery is worn out?",
            "Do you check e-bike batteries?",
            "My battery empties quickly",
        ),
    ),
    "child_seat": Page(
        "Do you have children's seats and trailers?",
        "Child seats up to 22 kg are €4 a day, trailers for two children €12 a day, and children's helmets "
        "are free. Tell us the child's age when you book and we fit everything before you arrive.",
        (
            "Can I rent a bike with a child seat?",
            "Do you have a trailer for kids?",
            "From what age can my child ride along?",
            "Do you rent out children's bikes or helmets?",
        ),
    ),
    "voucher": Page(
        "Do you sell gift vouchers?",
        "Yes, from €20, in the shop or on tumbleway.example/gift, where you get it by email at once. "
        "Vouchers are valid for three years and for everything we do.",
        (
            "Can I buy a gift card?",
            "How long is a voucher valid?",
            "I am looking for a present for a cyclist",
            "Can I use my voucher for a repair?",
        ),
    ),
    "trade_in": Page(
        "Do you buy used bikes?",
        "We take your old bike in part payment when you buy a new one from us. Bring it along: the estimate "
        "is free and takes ten minutes. Without a purchase we cannot buy bikes.",
        (
            "Can I trade in my old bike?",
            "What would I get for my old bicycle?",
            "Do you take a used bike in exchange?",
            "I want to sell my bike",
        ),
    ),
}

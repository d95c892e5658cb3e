"""What the shop of the bench is called and says; needs no Django."""

PASSWORD = "correct horse battery"
EMAIL = "bea@shop.example"
ASKED = "I would like to talk to a human, please"
TAGS = ["human_handover", "bench"]
ANSWERS = {
    "When are you open?": "We are open from Monday to Saturday, 9 to 18.",
    "How much does a bicycle service cost?": "A full service costs 89 euros.",
    "Do you rent out electric bikes?": "Yes, an electric bike is 35 euros a day.",
}

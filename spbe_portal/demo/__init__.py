"""The demo province: 29 agencies, their people and two quarters, all invented.

What it does about time: a quarter that was determined lies in the past, but actions
take the clock's time and refuse deadlines that are over. So periods are opened by
`open_period` with deadlines still to come, which are then corrected to their days in
the past; what agencies, mentors and plenary did is written by `demo.ledger` with the
day on which it is said to have happened; and `determine` runs as ever, so results and
hashes are those of the real engine. The audit trail cannot be given another time: its
events carry the moment of seeding and `"demo": true`.
"""

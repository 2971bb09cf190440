"""What of a session outsiders see, and which speakers: the reader's predicates, as conditions on a row `{t}`."""

# Everybody who sees its event sees such a session.
PUBLIC = "{t}.status = 'ACTIVE' AND {t}.proposal_status = 'LIVE' AND {t}.kind IN ('GENERAL', 'ADDITIONAL')"
# A speaker is in the programme with one such session, whatever else they have proposed.
SPEAKS_PUBLICLY = (
    "EXISTS (SELECT 1 FROM session_speaker vl JOIN session vs ON vs.id = vl.session_id"
    f" WHERE vl.speaker_id = {{t}}.id AND {PUBLIC.replace('{t}', 'vs')})"
)

"""Which sessions and speakers are public: conditions on a row `{t}` for the reader."""

# Everybody who sees the event sees such a session.
PUBLIC = "{t}.status = 'ACTIVE' AND {t}.proposal_status = 'LIVE' AND {t}.kind IN ('GENERAL', 'ADDITIONAL')"
# A speaker is public with at least one such session.
SPEAKS_PUBLICLY = (
    "EXISTS (SELECT 1 FROM session_speaker vl JOIN session vs ON vs.id = vl.session_id"
    f" WHERE vl.speaker_id = {{t}}.id AND {PUBLIC.replace('{t}', 'vs')})"
)

"""Operations on single dates, previews of rules, and rules that are rolled forward."""

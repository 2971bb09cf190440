"""Operations on communities, their members and their posts."""

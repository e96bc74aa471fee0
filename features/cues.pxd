from rumor.features.lexicon.match cimport Match
from rumor.features.reading cimport Reading

cpdef tuple pattern_of(Reading reading, Match match)
cpdef tuple sides_of(Reading reading, Match match)
cpdef list[str] neighbours_of(Reading reading, Match match)
cpdef str _sort(str word)

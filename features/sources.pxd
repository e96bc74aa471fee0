from rumor.features.lexicon.match cimport Match
from rumor.features.reading cimport Reading

cdef class _Finder:
    cdef public list words
    cdef public list lower
    cdef public list matches
    cdef public list starts
    cdef public set elsewhere

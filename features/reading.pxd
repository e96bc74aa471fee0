cimport cython
from rumor.features.lexicon.match cimport Match
from rumor.features.tokens cimport Tokens, tokenize

@cython.freelist(64)
cdef class Reading:
    cdef public str text
    cdef public Tokens tokens
    cdef public list matches
    cdef public dict by_kind
    cdef public list clauses
    cdef public list quoted
    cdef public bint starts_quoted
    cdef public bint ends_quoted

cpdef str _clause_from(str kind, str word, str clause)

cimport cython
from rumor.features.cues cimport neighbours_of, pattern_of, sides_of
from rumor.features.lexicon.match cimport Match
from rumor.features.reading cimport Reading
from rumor.features.sentence cimport Sentence

@cython.freelist(64)
cdef class Analysis:
    cdef public Sentence sentence
    cdef public bint deleted
    cdef public list cue_words
    cdef public list groups
    cdef public list names
    cdef public dict measures
    cdef public list found_sources

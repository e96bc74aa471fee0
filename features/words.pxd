from rumor.features.tokens cimport Tokens

cdef class WordNumbers:
    cdef public dict _singles
    cdef public dict _pairs
    cpdef list find(self, Tokens tokens)

from rumor.features.tokens cimport Tokens

cpdef str single_of(str word, str lower)
cpdef str masked_of(str word, str single, bint opens)

cdef class WordNumbers:
    cdef public dict _singles
    cdef public dict _pairs

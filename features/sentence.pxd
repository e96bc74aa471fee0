from rumor.features.reading cimport Reading

cdef class Sentence:
    cdef public Reading reading
    cdef public Reading before
    cdef public Reading title

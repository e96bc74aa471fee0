cimport cython
from rumor.features.reading cimport Reading

@cython.freelist(64)
cdef class Sentence:
    cdef public Reading reading
    cdef public Reading before
    cdef public Reading title

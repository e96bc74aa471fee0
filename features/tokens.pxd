cimport cython
@cython.freelist(64)
cdef class Tokens:
    cdef public list words
    cdef public list lower
    cdef public list starts
    cdef public list ends

cpdef Tokens tokenize(str text)

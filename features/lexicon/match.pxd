cimport cython
@cython.freelist(64)
cdef class Match:
    cdef public object entry
    cdef public str kind
    cdef public str key
    cdef public Py_ssize_t start
    cdef public Py_ssize_t end

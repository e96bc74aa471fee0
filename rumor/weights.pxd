cimport cython
from rumor.features.analysis cimport Analysis
from rumor.features.words cimport WordNumbers

cdef class Rows:
    cdef const double[::1] values
    cdef Py_ssize_t count

    @cython.locals(
        number=Py_ssize_t, place=Py_ssize_t, value=double, seen=bytearray, byte=Py_ssize_t, bit=int,
        score=double, none=double, stated=double, attributed=double, rumoured=double,
    )
    cpdef sum(self, start, once, measured)

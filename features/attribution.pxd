from rumor.features.analysis cimport Analysis
from rumor.features.reading cimport Reading

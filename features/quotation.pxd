from rumor.features.analysis cimport Analysis
from rumor.features.reading cimport Reading
from rumor.features.sentence cimport Sentence

from rumor.features.analysis cimport Analysis
from rumor.features.sentence cimport Sentence

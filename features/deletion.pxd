from rumor.features.analysis cimport Analysis
from rumor.features.lexicon.match cimport Match
from rumor.features.reading cimport Reading
from rumor.features.sentence cimport Sentence

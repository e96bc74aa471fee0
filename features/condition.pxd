from rumor.features.analysis cimport Analysis

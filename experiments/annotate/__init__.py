"""Growing the corpus: sentences worth labelling, a loop to label them, agreement of annotators."""

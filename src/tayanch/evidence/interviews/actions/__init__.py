"""Every change of a study of interviews: who may call it is the views' concern, that it is in the log is these'."""

# Writes nested lists as JSON with all digits, and the versions of R and its survey package first.
as_json <- function(x) {
  if (is.null(x)) return("null")
  if (is.list(x)) {
    parts <- vapply(x, as_json, "")
    if (is.null(names(x))) return(paste0("[", paste(parts, collapse = ", "), "]"))
    return(paste0("{", paste0("\"", names(x), "\": ", parts, collapse = ",\n"), "}"))
  }
  if (is.matrix(x)) return(as_json(lapply(seq_len(nrow(x)), function(i) as.list(unname(x[i, ])))))
  if (length(x) != 1 || !is.null(names(x))) return(as_json(as.list(x)))
  if (is.character(x)) return(paste0("\"", gsub("\"", "\\\\\"", x), "\""))
  if (is.na(x)) return("null")
  if (is.logical(x)) return(if (x) "true" else "false")
  if (is.infinite(x)) return(if (x > 0) "1e999" else "-1e999")
  format(x, digits = 17, trim = TRUE)
}
write_recorded <- function(name, recorded) {
  folder <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)[1]))
  versions <- list(R = R.version.string, survey = as.character(packageVersion("survey")))
  writeLines(as_json(list(versions = versions, recorded = recorded)), file.path(folder, name))
}

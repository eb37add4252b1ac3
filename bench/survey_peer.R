# Shares of all answers by sex and region with their standard errors in R's survey; columns come as raw binary files.
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
rows <- as.integer(arguments[2])
suppressPackageStartupMessages(library(survey))
whole <- function(name) readBin(file.path(folder, name), "integer", rows, size = 4)
answers <- sprintf("q%02d", 1:30)
data <- data.frame(weight = readBin(file.path(folder, "weight"), "double", rows))
for (name in c("stratum", "psu", "sex", "region")) data[[name]] <- whole(name)
for (name in answers) data[[name]] <- factor(whole(name))
invisible(gc())

started <- proc.time()[["elapsed"]]
design <- svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = data, nest = TRUE)
tables <- lapply(answers, function(name) {
  svyby(reformulate(name), ~sex + region, design, svymean, na.rm = TRUE)
})
seconds <- proc.time()[["elapsed"]] - started

out <- file(file.path(folder, "r.csv"), "w")
for (place in seq_along(answers)) {
  levels <- levels(data[[answers[place]]])
  shares <- as.matrix(coef(tables[[place]]))
  errors <- as.matrix(SE(tables[[place]]))
  groups <- nrow(tables[[place]])
  told <- data.frame(
    variable = answers[place], level = rep(levels, each = groups),
    sex = tables[[place]]$sex, region = tables[[place]]$region,
    estimate = sprintf("%.17g", as.vector(shares)), se = sprintf("%.17g", as.vector(errors))
  )
  write.table(told, out, sep = ",", row.names = FALSE, col.names = FALSE, quote = FALSE)
}
close(out)
status <- readLines("/proc/self/status")
peak <- as.numeric(gsub("[^0-9]", "", grep("^VmHWM", status, value = TRUE)))
cat(sprintf('{"seconds": %.3f, "peak_mb": %.0f, "version": "%s"}\n', seconds, peak / 1024, packageVersion("survey")))

# Tests of association and of differences by R's survey on its api data.
suppressMessages(library(survey))
data(api)
source(file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)[1])), "json.R"))
options(warn = -1)
small <- function(d) transform(d, small = ifelse(acs.k3 < 19, "Yes", "No"), fifth = as.character(cut(meals, 5)))
designs <- list(
  apisrs = svydesign(id = ~1, weights = ~pw, fpc = ~fpc, data = small(apisrs)),
  apistrat = svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = small(apistrat)),
  apiclus1 = svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = small(apiclus1)),
  apiclus2 = svydesign(id = ~dnum + snum, weights = ~pw, fpc = ~fpc1 + fpc2, data = small(apiclus2))
)
test <- function(name, a, b, where = NULL) {
  d <- designs[[name]]
  if (!is.null(where)) d <- subset(d, eval(parse(text = where)))
  f <- as.formula(paste0("~", a, "+", b))
  x <- svychisq(f, d, statistic = "F")
  y <- svychisq(f, d, statistic = "Chisq")
  list(design = name, first = a, second = b, where = where,
       F = list(statistic = unname(x$statistic), df = unname(x$parameter[1]), denominator = unname(x$parameter[2]),
                p_value = unname(x$p.value)),
       Chisq = list(statistic = unname(y$statistic), df = unname(y$parameter), p_value = unname(y$p.value)))
}
gap <- function(name, y, g, first, second, where = NULL) {
  d <- designs[[name]]
  if (!is.null(where)) d <- subset(d, eval(parse(text = where)))
  d <- eval(bquote(subset(d, .(as.name(g)) %in% c(.(first), .(second)))))
  d <- eval(bquote(update(d, is_first = as.numeric(.(as.name(g)) == .(first)))))
  x <- eval(bquote(svyttest(.(as.name(y)) ~ is_first, d)))
  list(design = name, value = y, group = g, of = list(first, second), where = where, estimate = unname(x$estimate),
       t = unname(x$statistic), df = unname(x$parameter), p_value = unname(x$p.value),
       lower = x$conf.int[1], upper = x$conf.int[2])
}
write_recorded("association.json", list(
  tests = list(
    test("apisrs", "awards", "sch.wide"), test("apistrat", "awards", "sch.wide"), test("apiclus1", "awards", "sch.wide"),
    test("apiclus2", "awards", "sch.wide"), test("apiclus2", "stype", "comp.imp"), test("apisrs", "stype", "awards"),
    test("apiclus2", "awards", "small"), test("apistrat", "sch.wide", "small"),
    test("apiclus2", "stype", "awards", "api00 > 500"),
    test("apiclus1", "small", "awards", "stype != 'M'"), test("apistrat", "sch.wide", "comp.imp")
  ),
  gaps = list(
    gap("apisrs", "api00", "awards", "Yes", "No"), gap("apistrat", "api00", "awards", "No", "Yes"),
    gap("apiclus1", "enroll", "stype", "H", "E"), gap("apiclus2", "api00", "comp.imp", "Yes", "No"),
    gap("apiclus2", "acs.k3", "awards", "Yes", "No"), gap("apiclus1", "api00", "sch.wide", "Yes", "No", "meals > 30")
  )
))

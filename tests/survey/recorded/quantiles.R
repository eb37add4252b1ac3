# Quantiles by R's survey: its rules on small vectors, and Woodruff's limits under designs (api data of that package).
suppressMessages(library(survey))
data(api)
source(file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)[1])), "json.R"))
rules <- c("math", "school", "shahvaish", paste0("hf", 1:9))
vectors <- list(
  list(x = c(3, 1, 4, 1, 5, 9, 2, 6, 5, 3), w = c(1, 2, 1, 0.5, 0.5, 1, 2, 0.5, 0.5, 1), p = c(0.25, 0.4, 0.5, 0.77, 0.9)),
  list(x = c(10, 20, 30, 40, 50, 60, 70, 80), w = rep(1, 8), p = c(0.25, 0.3, 0.5, 0.75, 0.9)),
  list(x = c(8, 2, 2, 7), w = c(0.7, 1.3, 1.5, 0.5), p = c(0.72, 0.8, 0.9))
)
by_rule <- lapply(vectors, function(v) c(v, list(rules = setNames(lapply(rules, function(rule) {
  f <- getFromNamespace(paste0("qrule_", rule), "survey")
  as.list(vapply(v$p, function(p) f(v$x, v$w, p), 1))
}), rules))))

designs <- list(
  apisrs = svydesign(id = ~1, weights = ~pw, fpc = ~fpc, data = apisrs),
  apistrat = svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat),
  apiclus1 = svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1),
  apiclus2 = svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, data = apiclus2)
)
one <- function(name, column, p, where = NULL, rule = "math", type = "mean", alpha = 0.05) {
  design <- designs[[name]]
  if (!is.null(where)) design <- subset(design, eval(parse(text = where)))
  q <- svyquantile(as.formula(paste0("~", column)), design, p, alpha = alpha, interval.type = type, qrule = rule,
                   na.rm = TRUE)[[1]]
  known <- !is.na(design$variables[[column]])
  list(design = name, column = column, p = as.list(p), where = where, rule = rule, type = type, level = 1 - alpha,
       df = degf(design[known, ]), value = as.list(unname(q[, 1])), lower = as.list(unname(q[, 2])), upper = as.list(unname(q[, 3])),
       se = as.list(unname(q[, 4])))
}
p <- c(0.25, 0.5, 0.8)
cases <- list(
  one("apisrs", "api00", p), one("apistrat", "enroll", p), one("apiclus1", "api00", p), one("apiclus2", "api00", p),
  one("apiclus2", "enroll", p), one("apiclus2", "acs.k3", p), one("apistrat", "api00", p, "stype == 'E'"),
  one("apiclus2", "api00", c(0.6, 0.75), "stype == 'M'"), one("apiclus1", "enroll", p, alpha = 0.1),
  one("apiclus1", "meals", p, type = "beta"), one("apistrat", "meals", p, type = "xlogit"),
  one("apiclus2", "meals", c(0.03, 0.5), type = "mean")
)
for (rule in rules[-c(1, 3)]) cases <- c(cases, list(one("apistrat", "enroll", p, rule = rule)))
write_recorded("quantiles.json", list(rules = by_rule, designs = cases))

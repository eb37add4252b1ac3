# Intervals of shares and means as R's survey gives them; api data are facts about schools in California (R's survey).
library(survey)
data(api)
source(file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)[1])), "json.R"))
cluster <- svydesign(id = ~dnum + snum, weights = ~pw, fpc = ~fpc1 + fpc2, data = apiclus2)
strat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)
one <- function(design, formula, level) {
  m <- eval(bquote(svymean(~as.numeric(.(formula[[2]])), design)))
  ci <- function(method) as.vector(attr(svyciprop(formula, design, method = method, level = level), "ci"))
  list(estimate = as.vector(coef(m)), se = as.vector(SE(m)), df = degf(design), n = nrow(design), level = level,
       logit = ci("xlogit"), glm = ci("logit"), beta = ci("beta"), wald = ci("mean"))
}
write_recorded("intervals.json", list(
  one(cluster, ~I(awards == "Yes"), 0.95), one(cluster, ~I(stype == "H"), 0.9),
  one(strat, ~I(sch.wide == "Yes"), 0.95), one(strat, ~I(api99 < 600), 0.99),
  one(subset(cluster, stype == "M"), ~I(comp.imp == "Yes"), 0.95), one(strat, ~I(api00 > 850), 0.95)
))

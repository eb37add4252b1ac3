# Calibrated designs by R's survey on its api data: weights, estimates and errors.
suppressMessages(library(survey))
data(api)
source(file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)[1])), "json.R"))
options(warn = -1)
number <- function(x) list(estimate = as.vector(coef(x)), se = as.vector(SE(x)))
facts <- function(d) {
  q <- svyquantile(~api00, d, 0.5)[[1]]
  w <- weights(d, "sampling")
  list(
    first = as.list(unname(head(w, 8))), sum = sum(w), squares = sum(w^2),
    total = number(svytotal(~enroll, d, na.rm = TRUE)), mean = number(svymean(~api00, d)),
    ratio = number(svyratio(~api.stu, ~enroll, d, na.rm = TRUE)),
    shares = number(svymean(~awards, d)), missing = number(svymean(~acs.core, d, na.rm = TRUE)),
    by_stype = number(svyby(~api00, ~stype, d, svymean)), high = number(svytotal(~enroll, subset(d, stype == "H"), na.rm = TRUE)),
    degf = degf(d), quantile = as.list(unname(q[1, ]))
  )
}
srs <- svydesign(id = ~1, weights = ~pw, fpc = ~fpc, data = apisrs)
strat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)
one <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)
two <- svydesign(id = ~dnum + snum, weights = ~pw, fpc = ~fpc1 + fpc2, data = apiclus2)
types <- data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018))
wide <- data.frame(sch.wide = c("No", "Yes"), Freq = c(1072, 5122))
cells <- data.frame(stype = rep(c("E", "H", "M"), 2), awards = rep(c("No", "Yes"), each = 3),
                    Freq = c(1234, 445, 532, 3187, 310, 486))
tight <- list(maxit = 1000, epsilon = 1e-14, verbose = FALSE)
exact <- function(...) calibrate(..., epsilon = 1e-13, maxit = 500)
totals <- c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018)
with_api <- c(totals, api99 = 3914069)
ps <- postStratify(one, ~stype, types)
jk1 <- as.svrepdesign(one, type = "JK1")
write_recorded("calibration.json", list(
  ps_one = facts(ps), ps_two = facts(postStratify(two, ~stype, types)), ps_cells = facts(postStratify(srs, ~stype + awards, cells)),
  ps_strat = facts(postStratify(strat, ~sch.wide, wide)),
  rake_one = facts(rake(one, list(~stype, ~sch.wide), list(types, wide), control = tight)),
  rake_two = facts(rake(two, list(~stype, ~sch.wide), list(types, wide), control = tight)),
  rake_strat = facts(rake(strat, list(~sch.wide, ~stype), list(wide, types), control = tight)),
  greg_one = facts(calibrate(one, ~stype + api99, with_api)),
  greg_two = facts(calibrate(two, ~stype + api99, with_api)),
  greg_strat = facts(calibrate(strat, ~stype + api99, with_api)),
  greg_variance = facts(calibrate(srs, ~api99 - 1, c(api99 = 3914069))),
  ratio = facts(calibrate(srs, ~api99 - 1, c(api99 = 3914069), variance = apisrs$api99)),
  bounded_one = facts(exact(one, ~stype + api99, with_api, calfun = "linear", bounds = c(0.5, 1.8))),
  raking_one = facts(exact(one, ~stype + api99, with_api, calfun = "raking")),
  raking_bounded = facts(exact(strat, ~stype + api99, with_api, calfun = "raking", bounds = c(0.97, 1.06))),
  logit_two = facts(exact(two, ~stype + api99, with_api, calfun = "logit", bounds = c(0.1, 4))),
  twice = facts(calibrate(ps, ~stype + api99, with_api)),
  trimmed = facts(trimWeights(ps, upper = 40, lower = 20)),
  trimmed_strictly = facts(trimWeights(two, upper = 60, lower = 20, strict = TRUE)),
  replicates_ps = lapply(list(svymean(~api00, postStratify(jk1, ~stype, types)),
                              svymean(~api00, rake(jk1, list(~stype, ~sch.wide), list(types, wide), control = tight)),
                              svytotal(~enroll, calibrate(jk1, ~stype + api99, with_api))), number)
))

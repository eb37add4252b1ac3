# Replicate designs by R's survey on its api data: factors, estimates, errors and degrees of freedom.
suppressMessages(library(survey))
data(api)
source(file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)[1])), "json.R"))
options(warn = -1)
weighted_median <- function(w, data) survey:::qrule_math(data$api00, w, 0.5)
spread <- function(w, data) sqrt(sum(w * (data$api00 - sum(w * data$api00) / sum(w))^2) / sum(w))
number <- function(x) list(estimate = as.vector(coef(x)), se = as.vector(SE(x)))
facts <- function(d) {
  by <- svyby(~api00, ~stype, d, svymean)
  q <- svyquantile(~api00, d, c(0.25, 0.5), interval.type = "mean")[[1]]
  r <- tryCatch(svyquantile(~api00, d, 0.5, interval.type = "quantile")[[1]], error = function(e) NULL)
  chi <- svychisq(~awards + sch.wide, d)
  list(
    degf = degf(d), degf_high = degf(subset(d, stype == "H")), count = ncol(weights(d, "analysis")),
    mean = number(svymean(~api00, d)), total = number(svytotal(~enroll, d, na.rm = TRUE)),
    ratio = number(svyratio(~api.stu, ~enroll, d)), shares = number(svymean(~stype, d)),
    missing = number(svymean(~acs.core, d, na.rm = TRUE)),
    stype = as.list(as.character(by$stype)), by_stype = number(by),
    covariance = vcov(svymean(~api00 + api99, d)),
    spread = number(withReplicates(d, spread)), median = number(withReplicates(d, weighted_median)),
    quantiles = list(value = as.list(unname(q[, 1])), lower = as.list(unname(q[, 2])),
                     upper = as.list(unname(q[, 3])), se = as.list(unname(q[, 4]))),
    chi = list(statistic = unname(chi$statistic), ndf = unname(chi$parameter[1]), ddf = unname(chi$parameter[2]),
               p = unname(chi$p.value))
  )
}
factors <- function(d, unit) {
  m <- weights(d, "replication")[!duplicated(unit), ]
  rownames(m) <- NULL
  list(unit = as.list(as.character(unit[!duplicated(unit)])), factors = m)
}
# Two districts in each of seven strata; Sylvester's matrix of order 8.
districts <- sort(unique(apiclus1$dnum))[1:14]
pairs <- apiclus1[apiclus1$dnum %in% districts, ]
pairs <- pairs[order(pairs$dnum), ]
pairs$pair <- (match(pairs$dnum, districts) + 1) %/% 2
two <- matrix(c(1, 1, 1, -1), 2)
sylvester <- kronecker(two, kronecker(two, two))
# Three strata of districts.
apiclus1$third <- apiclus1$dnum %% 3
lonely <- apiclus1
lonely$group <- ifelse(lonely$dnum %in% c(61, 135), lonely$dnum, 1000 + lonely$dnum %% 2)
one <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)
many <- svydesign(id = ~dnum, strata = ~third, weights = ~pw, data = apiclus1, nest = TRUE)
strat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)
paired <- svydesign(id = ~dnum, strata = ~pair, weights = ~pw, data = pairs)
alone <- svydesign(id = ~dnum, strata = ~group, weights = ~pw, data = lonely)
lonely_by <- function(rule) {
  options(survey.lonely.psu = rule)
  on.exit(options(survey.lonely.psu = "fail"))
  d <- as.svrepdesign(alone, type = "JKn")
  list(degf = degf(d), mean = number(svymean(~api00, d)), total = number(svytotal(~enroll, d)))
}
jk1 <- as.svrepdesign(one, type = "JK1")
jkn <- as.svrepdesign(many, type = "JKn")
brr <- as.svrepdesign(paired, type = "BRR", hadamard.matrix = sylvester)
fay <- as.svrepdesign(paired, type = "Fay", fay.rho = 0.3, hadamard.matrix = sylvester)
set.seed(11)
boot <- as.svrepdesign(many, type = "subbootstrap", replicates = 12)
whole <- weights(jkn, "analysis")
given <- svrepdesign(data = apiclus1, weights = ~pw, repweights = whole, type = "JKn", combined.weights = TRUE,
                     scale = 1, rscales = jkn$rscales, mse = TRUE)
sdr <- svrepdesign(data = apiclus1, weights = ~pw, repweights = weights(boot, "analysis"), type = "ACS")
write_recorded("replication.json", list(
  jk1 = facts(jk1), jkn = facts(jkn), strat = facts(as.svrepdesign(strat)), brr = facts(brr), fay = facts(fay),
  bootstrap = facts(boot), mse = facts(given), sdr = facts(sdr),
  jkn_rscales = as.list(jkn$rscales),
  factors = list(jkn = factors(jkn, apiclus1$dnum), brr = factors(brr, pairs$dnum), fay = factors(fay, pairs$dnum),
                 bootstrap = factors(boot, apiclus1$dnum)),
  lonely = list(remove = lonely_by("remove"), adjust = lonely_by("adjust"), average = lonely_by("average"))
))

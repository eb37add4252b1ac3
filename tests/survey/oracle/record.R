# Records what R's survey package says about its own api data (schools in California), for the tests beside this file.
#
#   Rscript record.R FOLDER_OF_CSV OUT.json           records from the CSV files in the folder
#   Rscript record.R FOLDER_OF_CSV OUT.json export    writes the CSV files from the package first
#
# Numbers have 17 significant digits, so that a double survives; what R does not know is null.
suppressMessages(library(survey))
args <- commandArgs(TRUE)
folder <- args[1]
options(survey.lonely.psu = "fail", warn = -1)

# --- JSON without another package -------------------------------------------------------------------------------------
json <- function(x, names_ = names(x)) {
  if (is.null(x)) return("null")
  if (is.matrix(x)) return(list_text(lapply(seq_len(nrow(x)), function(i) list_text(scalars(unname(x[i, ]))))))
  if (length(x) == 0) return(if (is.list(x) && !is.null(names_)) "{}" else "[]")
  if (is.list(x)) {
    parts <- lapply(x, json)
    if (is.null(names_)) return(list_text(parts))
    return(paste0("{", paste0(quoted(names_), ":", unlist(parts), collapse = ","), "}"))
  }
  if (inherits(x, "many") || length(x) != 1) return(list_text(scalars(unclass(x))))
  scalars(x)[[1]]
}
list_text <- function(parts) paste0("[", paste0(unlist(parts), collapse = ","), "]")
quoted <- function(s) paste0("\"", gsub("\"", "\\\\\"", gsub("\\\\", "\\\\\\\\", s)), "\"")
scalars <- function(x) {
  if (is.factor(x)) x <- as.character(x)
  if (is.character(x)) return(as.list(quoted(x)))
  if (is.logical(x)) return(as.list(ifelse(is.na(x), "null", ifelse(x, "true", "false"))))
  as.list(ifelse(is.finite(x), trimws(formatC(x, digits = 17, format = "g", width = 1)), "null"))
}
many <- function(x) structure(x, class = "many")

# --- data -------------------------------------------------------------------------------------------------------------
kept <- c("cds", "snum", "dnum", "stype", "sch.wide", "comp.imp", "awards", "api00", "api99", "target",
          "growth", "meals", "ell", "mobility", "acs.k3", "acs.core", "emer", "enroll", "api.stu", "pw", "fpc", "fpc1",
          "fpc2")
sets <- c("apisrs", "apistrat", "apiclus1", "apiclus2")
if (length(args) > 2) {
  data(api)
  for (name in sets) {
    rows <- get(name)
    rows <- rows[, intersect(kept, names(rows))]
    for (column in names(rows)) if (is.double(rows[[column]])) {
      rows[[column]] <- ifelse(is.na(rows[[column]]), NA, trimws(formatC(rows[[column]], digits = 17, format = "g")))
    }
    write.csv(rows, file.path(folder, paste0(name, ".csv")), row.names = FALSE, quote = FALSE, na = "")
  }
}
read <- function(name) {
  rows <- read.csv(file.path(folder, paste0(name, ".csv")), colClasses = c(cds = "character"), na.strings = "")
  rows$half <- ifelse(rows$dnum %% 2 == 0, "even", "odd")   # a stratum that cuts no district
  rows$small <- ifelse(rows$acs.k3 < 19, "Yes", "No")        # an answer that many do not give
  rows
}
for (name in sets) assign(name, read(name))
apisrs$share <- 200 / 6194
# Two districts in each of seven strata, for balanced replicates; the fifteenth district is left out.
districts <- sort(unique(apiclus1$dnum))[1:14]
pairs <- apiclus1[apiclus1$dnum %in% districts, ]
pairs$pair <- (match(pairs$dnum, districts) + 1) %/% 2
# Strata with one sampling unit: only one high school, and the districts 61 and 135 alone in their strata.
lonely_rows <- apistrat[apistrat$stype != "H" | !duplicated(apistrat$stype), ]
lonely_clus <- apiclus1
lonely_clus$group <- ifelse(lonely_clus$dnum %in% c(61, 135), lonely_clus$dnum, 1000 + lonely_clus$dnum %% 2)
# A school of weight 0 in a district of its own.
zero <- apiclus1
zero$pw[zero$dnum == 413] <- 0
# Codes of districts that start again in each half.
again <- apiclus1
again$code <- ave(again$dnum, again$half, FUN = function(x) match(x, sort(unique(x))))
# One district and the whole of its stratum taken with certainty (one of one), schools sampled within.
certain <- apiclus2
certain$group <- ifelse(certain$dnum == 132, "sure", "rest")
certain$fpc1 <- ifelse(certain$group == "sure", 1, 756)

# --- designs: the mapping of DESIGN.yaml, and R's -----------------------------------------------------------------------
designs <- list()
design <- function(name, data, mapping, call) {
  designs[[name]] <<- list(data = data, mapping = mapping, r = deparse1(substitute(call)), object = call)
}
design("srs", "apisrs", list(weight = "pw", fpc = many("fpc")), svydesign(~1, weights = ~pw, fpc = ~fpc, data = apisrs))
design("srs without correction", "apisrs", list(weight = "pw"), svydesign(~1, weights = ~pw, data = apisrs))
design("srs by fraction", "apisrs", list(fpc = many("share")), svydesign(~1, fpc = ~share, data = apisrs))
design("unweighted", "apisrs", structure(list(), names = character(0)), svydesign(~1, probs = ~one, data = transform(apisrs, one = 1)))
design("strata", "apistrat", list(weight = "pw", strata = many("stype"), fpc = many("fpc")),
       svydesign(~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat))
design("strata without correction", "apistrat", list(weight = "pw", strata = many("stype")),
       svydesign(~1, strata = ~stype, weights = ~pw, data = apistrat))
design("strata without weights", "apistrat", list(strata = many("stype"), fpc = many("fpc")),
       svydesign(~1, strata = ~stype, fpc = ~fpc, data = apistrat))
design("clusters", "apiclus1", list(weight = "pw", clusters = many("dnum"), fpc = many("fpc")),
       svydesign(~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1))
design("clusters without correction", "apiclus1", list(weight = "pw", clusters = many("dnum")),
       svydesign(~dnum, weights = ~pw, data = apiclus1))
design("clusters in strata", "apiclus1", list(weight = "pw", strata = many("stype"), clusters = many("dnum")),
       svydesign(~dnum, strata = ~stype, weights = ~pw, data = apiclus1, nest = TRUE))
design("codes that start again", "again", list(weight = "pw", strata = many("half"), clusters = many("code")),
       svydesign(~code, strata = ~half, weights = ~pw, data = again, nest = TRUE))
design("two stages", "apiclus2", list(weight = "pw", clusters = many(c("dnum", "snum")), fpc = many(c("fpc1", "fpc2"))),
       svydesign(~dnum + snum, weights = ~pw, fpc = ~fpc1 + fpc2, data = apiclus2))
design("two stages without weights", "apiclus2", list(clusters = many(c("dnum", "snum")), fpc = many(c("fpc1", "fpc2"))),
       svydesign(~dnum + snum, fpc = ~fpc1 + fpc2, data = apiclus2))
design("two stages without correction", "apiclus2", list(weight = "pw", clusters = many(c("dnum", "snum"))),
       svydesign(~dnum + snum, weights = ~pw, data = apiclus2))
design("two stages, one certain", "certain",
       list(weight = "pw", strata = many("group"), clusters = many(c("dnum", "snum")), fpc = many(c("fpc1", "fpc2"))),
       svydesign(~dnum + snum, strata = ~group, weights = ~pw, fpc = ~fpc1 + fpc2, data = certain))
design("weights of zero", "zero", list(weight = "pw", clusters = many("dnum")),
       svydesign(~dnum, weights = ~pw, data = zero))
for (rule in c("remove", "adjust", "average")) {
  design(paste("lonely rows,", rule), "lonely_rows", list(weight = "pw", strata = many("stype"), lonely = rule),
         svydesign(~1, strata = ~stype, weights = ~pw, data = lonely_rows))
  design(paste("lonely clusters,", rule), "lonely_clus",
         list(weight = "pw", strata = many("group"), clusters = many("dnum"), lonely = rule),
         svydesign(~dnum, strata = ~group, weights = ~pw, data = lonely_clus))
}
lonely_rule <- function(name) {
  rule <- designs[[name]]$mapping$lonely
  options(survey.lonely.psu = if (is.null(rule)) "fail" else rule)
}

# --- estimates --------------------------------------------------------------------------------------------------------
level <- 0.95
or_na <- function(call) tryCatch(call, error = function(e) NA)
wald <- function(est, se, df) est + c(-1, 1) * qt(1 - (1 - level) / 2, df) * se
cell <- function(est, se, df, extra = list()) {
  c(list(estimate = est, se = se, df = df, wald = many(if (df > 0) wald(est, se, df) else c(NA, NA))), extra)
}
known <- function(d, x) d[!is.na(x), ]
deffs <- function(fun, formula, d, i = 1) if (!with_deff) list() else list(
  deff = or_na(deff(fun(formula, d, na.rm = TRUE, deff = TRUE))[[i]]),
  deff_replace = or_na(deff(fun(formula, d, na.rm = TRUE, deff = "replace"))[[i]]))
base <- function(d, x) {
  here <- !is.na(x) & weights(d) != 0
  list(n = sum(here), weighted_n = sum(weights(d)[here]))
}
column <- function(d, name) d$variables[[name]]
formula_of <- function(name) as.formula(paste0("~`", name, "`"))
# R's help says that a lonely unit is centred at the grand mean of all units, and releases from 4.2 do so; 4.1 centres it
# at 0, which is the same for means and ratios but not for totals. This is the documented error of a total (one stage).
whole <- NULL
documented <- function(d, of) {
  value <- ifelse(rownames(whole$variables) %in% rownames(d$variables), column(whole, of), 0)
  z <- tapply(weights(whole) * ifelse(is.na(value), 0, value), whole$cluster[, 1], sum)
  stratum <- tapply(as.character(whole$strata[, 1]), whole$cluster[, 1], function(x) x[1])
  n <- table(stratum)[stratum]
  centre <- ifelse(n == 1, mean(z), ave(z, stratum))
  sqrt(sum(ifelse(n == 1, 1, n / (n - 1)) * (z - centre)^2))
}
stats <- list(
  mean = function(d, of, over, df) {
    f <- formula_of(of)
    m <- svymean(f, d, na.rm = TRUE)
    list(cell(coef(m)[[1]], SE(m)[[1]], df, c(deffs(svymean, f, d), base(d, column(d, of)))))
  },
  total = function(d, of, over, df) {
    f <- formula_of(of)
    m <- svytotal(f, d, na.rm = TRUE)
    said <- if (getOption("survey.lonely.psu") == "adjust") list(se_documented = documented(d, of)) else list()
    list(cell(coef(m)[[1]], SE(m)[[1]], df, c(deffs(svytotal, f, d), base(d, column(d, of)), said)))
  },
  proportion = function(d, of, over, df) {
    lapply(levels_of[[of]], function(value) {
      d$variables$chosen <- as.numeric(column(d, of) == value)
      m <- svymean(~chosen, d, na.rm = TRUE)
      p <- coef(m)[[1]]
      ends <- function(method) {
        here <- known(d, d$variables$chosen)
        if (p %in% c(0, 1) || df == 0 || !with_deff) return(many(c(NA, NA)))
        # beta takes its degrees from the rows it is given, not from df, so with gaps it is not comparable
        if (method == "beta" && anyNA(d$variables$chosen)) return(many(c(NA, NA)))
        many(as.numeric(confint(svyciprop(~chosen, here, method = method, level = level, df = df))))
      }
      extra <- c(list(level = value, logit = ends("logit"), beta = ends("beta")), base(d, d$variables$chosen))
      cell(p, SE(m)[[1]], df, c(extra, deffs(svymean, ~chosen, d)))
    })
  },
  ratio = function(d, of, over, df) {
    d <- known(d, column(d, of) + column(d, over))
    m <- svyratio(formula_of(of), formula_of(over), d)
    list(cell(coef(m)[[1]], SE(m)[[1]], df, base(d, column(d, of))))
  })
levels_of <- list(stype = c("E", "H", "M"), awards = c("No", "Yes"), sch.wide = c("No", "Yes"),
                  comp.imp = c("No", "Yes"), small = c("No", "Yes"))

cases <- list()
domain_cells <- function(d, stat, of, over, by) {
  groups <- if (length(by)) unique(as.data.frame(lapply(by, function(b) column(d, b)), col.names = by,
                                                check.names = FALSE)) else NULL
  if (is.null(groups)) return(lapply(of, function(one) with_by(stats[[stat]](d, one, over, degf(d)), NULL, one)))
  groups <- groups[do.call(order, unname(as.list(groups))), , drop = FALSE]
  lapply(seq_len(nrow(groups)), function(i) {
    inside <- Reduce(`&`, lapply(by, function(b) column(d, b) == groups[i, b]))
    sub <- d[inside, ]
    unlist(lapply(of, function(one) with_by(stats[[stat]](sub, one, over, degf(sub)), groups[i, , drop = FALSE], one)),
           recursive = FALSE)
  })
}
with_by <- function(cells, group, of) lapply(cells, function(one) {
  c(list(variable = of, by = if (is.null(group)) structure(list(), names = character(0)) else as.list(group)), one)
})
with_deff <- TRUE
thorough <- c("srs", "strata", "clusters", "clusters in strata", "two stages", "strata without correction")
record <- function(design, stat, of, over = NULL, by = NULL, where = NULL) {
  lonely_rule(design)
  with_deff <<- length(by) < 2 && is.null(where) && design %in% thorough   # costly
  d <- whole <<- designs[[design]]$object
  if (!is.null(where)) d <- d[with(d$variables, eval(parse(text = where))), ]
  cells <- domain_cells(d, stat, of, over, by)
  if (is.list(cells[[1]][[1]])) cells <- unlist(cells, recursive = FALSE)
  name <- paste0(design, ": ", stat, " of ", paste(of, collapse = ", "), if (!is.null(over)) paste(" over", over),
                 if (length(by)) paste(" by", paste(by, collapse = ", ")), if (!is.null(where)) paste(" where", where))
  cases[[length(cases) + 1]] <<- list(name = name, design = design, stat = stat, of = many(of), over = over,
                                      by = many(if (length(by)) by else character(0)), where = where, cells = cells)
}
for (name in names(designs)) {
  record(name, "total", "enroll")
  record(name, "mean", c("api00", "api99"))
  record(name, "mean", "acs.k3")
  record(name, "proportion", c("stype", "awards"))
  record(name, "proportion", "small")
  record(name, "ratio", "api.stu", over = "enroll")
  record(name, "mean", "api00", by = "awards")
  record(name, "total", "enroll", by = "stype")
  record(name, "proportion", "awards", by = "stype")
  record(name, "proportion", "awards", by = c("stype", "comp.imp"))
  if (!(name %in% thorough || "lonely" %in% names(designs[[name]]$mapping))) next
  record(name, "ratio", "api.stu", over = "enroll", by = "stype")
  record(name, "mean", "api00", where = "api99 > 650")
  record(name, "mean", "target", by = "stype", where = "api99 > 650")
  record(name, "proportion", "stype", where = "meals >= 50 & awards == 'Yes'")
}

# --- differences between domains ----------------------------------------------------------------------------------------
contrasts_ <- list()
for (name in c("srs", "strata", "clusters", "two stages", "clusters in strata", "lonely clusters, remove")) {
  lonely_rule(name)
  for (of in c("api00", "api99")) {
    groups <- svyby(formula_of(of), ~stype, designs[[name]]$object, svymean, covmat = TRUE, na.rm = TRUE)
    gap <- svycontrast(groups, list(gap = c(E = 1, H = -1)))
    share <- svycontrast(groups, list(share = quote(E / H)))
    contrasts_[[length(contrasts_) + 1]] <- list(
      name = paste0(name, ": mean of ", of, " by stype"), design = name, of = of, by = "stype", groups = many(names(coef(groups))),
      estimates = many(unname(coef(groups))), covariance = unname(vcov(groups)),
      gap = list(estimate = coef(gap)[[1]], se = SE(gap)[[1]]), quotient = list(estimate = coef(share)[[1]], se = SE(share)[[1]]))
  }
}

# --- quantiles --------------------------------------------------------------------------------------------------------
quantiles <- list()
probabilities <- c(0.1, 0.25, 0.5, 0.75, 0.9)
rules <- c("math", "school", "shahvaish", paste0("hf", 1:9))
# Weights of mean 1: R's shahvaish subtracts half of a weight as it stands from sums of weights that it has scaled, so its
# value changes with their scale; and sums of equal weights that are no whole numbers miss shares such as one tenth.
scaled <- function(d) {
  d$prob <- 1 / round((1 / d$prob) / mean(1 / d$prob), 14)
  d
}
record_quantile <- function(name, of, rule, where = NULL) {
  lonely_rule(name)
  d <- designs[[name]]$object
  if (rule == "shahvaish" || name == "srs") d <- scaled(d)
  if (!is.null(where)) d <- d[with(d$variables, eval(parse(text = where))), ]
  d <- known(d, column(d, of))
  q <- svyquantile(formula_of(of), d, probabilities, qrule = rule, interval.type = "mean")[[1]]
  quantiles[[length(quantiles) + 1]] <<- list(
    name = paste0(name, ": quantiles of ", of, " by rule ", rule, if (!is.null(where)) paste(" where", where)),
    design = name, of = of, rule = rule, where = where, probabilities = many(probabilities), df = degf(d),
    estimates = many(unname(q[, 1])), lower = many(unname(q[, 2])), upper = many(unname(q[, 3])), se = many(unname(q[, 4])))
}
for (name in c("srs", "strata", "clusters", "two stages")) for (rule in rules) record_quantile(name, "api00", rule)
for (name in c("srs", "strata", "clusters", "two stages")) for (rule in c("math", "school", "hf7"))
  record_quantile(name, "enroll", rule, where = "stype == 'E'")

# --- chi-square -------------------------------------------------------------------------------------------------------
tests <- list()
for (name in c("srs", "strata", "clusters", "two stages", "clusters in strata", "two stages without correction")) {
  lonely_rule(name)
  for (pair in list(c("awards", "sch.wide"), c("stype", "awards"), c("comp.imp", "half"))) for (statistic in c("F", "Chisq")) {
    t <- svychisq(as.formula(paste0("~", paste0("`", pair, "`", collapse = "+"))), designs[[name]]$object, statistic = statistic)
    tests[[length(tests) + 1]] <- list(name = paste0(name, ": ", pair[1], " with ", pair[2], ", ", statistic), design = name,
      of = many(pair), statistic = statistic, value = t$statistic[[1]], parameter = many(as.numeric(t$parameter)), p = t$p.value[[1]])
  }
}
for (name in c("srs", "strata", "clusters", "two stages")) {
  t <- svychisq(~small + awards, designs[[name]]$object, statistic = "F")
  tests[[length(tests) + 1]] <- list(name = paste0(name, ": small with awards, F, with missing answers"), design = name,
    of = many(c("small", "awards")), statistic = "F", value = t$statistic[[1]], parameter = many(as.numeric(t$parameter)), p = t$p.value[[1]])
}

# --- replicates -------------------------------------------------------------------------------------------------------
replicated <- list()
of_replicates <- function(d) list(
  list(stat = "total", of = "enroll", m = svytotal(~enroll, d)),
  list(stat = "mean", of = "api00", m = svymean(~api00, d)),
  list(stat = "ratio", of = "api.stu", over = "enroll", m = svyratio(~api.stu, ~enroll, d)),
  list(stat = "mean", of = "api00", where = "stype == 'E'", m = svymean(~api00, subset(d, stype == "E"))),
  list(stat = "ratio", of = "api.stu", over = "enroll", where = "awards == 'Yes'",
       m = svyratio(~api.stu, ~enroll, subset(d, awards == "Yes"))))
replicate_design <- function(name, data, mapping, unit, d) {
  rows <- get(data)
  estimates <- lapply(of_replicates(d), function(one) list(
    stat = one$stat, of = one$of, over = one$over, where = one$where, estimate = coef(one$m)[[1]], se = sqrt(vcov(one$m)[[1]])))
  factors <- as.matrix(weights(d, type = "replication"))
  first <- if (is.null(unit)) seq_len(nrow(rows)) else which(!duplicated(rows[[unit]]))
  medians <- or_na(svyquantile(~api00, d, 0.5, interval.type = "quantile", ci = TRUE)[[1]])
  replicated[[length(replicated) + 1]] <<- list(
    name = name, data = data, mapping = mapping, unit = unit, units = if (is.null(unit)) NULL else many(rows[[unit]][first]),
    factors = if (is.null(unit)) NULL else unname(factors[first, , drop = FALSE]), scale = d$scale, rscales = many(as.numeric(d$rscales)),
    mse = isTRUE(d$mse), df = degf(d), estimates = estimates, median = list(estimate = as.numeric(medians[1]), se = as.numeric(medians[4])))
}
base_strata <- designs[["strata without correction"]]$object
base_clus <- designs[["clusters without correction"]]$object
base_pairs <- svydesign(~dnum, strata = ~pair, weights = ~pw, data = pairs)
mapping_clus <- list(weight = "pw", clusters = many("dnum"))
mapping_pairs <- list(weight = "pw", strata = many("pair"), clusters = many("dnum"))
for (mse in c(FALSE, TRUE)) {
  said <- if (mse) ", around the estimate" else ""
  replicate_design(paste0("jk1", said), "apiclus1", mapping_clus, "dnum", as.svrepdesign(base_clus, type = "JK1", mse = mse))
  replicate_design(paste0("jkn", said), "pairs", mapping_pairs, "dnum", as.svrepdesign(base_pairs, type = "JKn", mse = mse))
  replicate_design(paste0("brr", said), "pairs", mapping_pairs, "dnum", as.svrepdesign(base_pairs, type = "BRR", mse = mse))
  replicate_design(paste0("fay", said), "pairs", mapping_pairs, "dnum", as.svrepdesign(base_pairs, type = "Fay", fay.rho = 0.3, mse = mse))
  set.seed(7)
  replicate_design(paste0("bootstrap", said), "apiclus1", mapping_clus, "dnum",
                   as.svrepdesign(base_clus, type = "subbootstrap", replicates = 40, mse = mse))
}
replicate_design("jkn of rows", "apistrat", list(weight = "pw", strata = many("stype")), NULL, as.svrepdesign(base_strata, type = "JKn"))
replicate_design("jk1 with correction", "apiclus1", c(mapping_clus, list(fpc = many("fpc"))), "dnum",
                 as.svrepdesign(designs[["clusters"]]$object, type = "JK1"))
difference <- svrepdesign(data = apiclus1, weights = ~pw, type = "successive-difference", combined.weights = FALSE,
                          repweights = as.matrix(weights(as.svrepdesign(base_clus, type = "JK1"), type = "replication")))
replicate_design("successive-difference", "apiclus1", mapping_clus, "dnum", difference)

# --- calibration ------------------------------------------------------------------------------------------------------
calibrated <- list()
types <- data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018))
wide <- data.frame(sch.wide = c("No", "Yes"), Freq = c(1072, 5122))
of_calibrated <- function(d) list(
  list(stat = "total", of = "enroll", m = svytotal(~enroll, d)),
  list(stat = "mean", of = "enroll", m = svymean(~enroll, d)),
  list(stat = "mean", of = "api00", m = svymean(~api00, d)),
  list(stat = "ratio", of = "api.stu", over = "enroll", m = svyratio(~api.stu, ~enroll, d)),
  list(stat = "mean", of = "api00", where = "stype == 'E'", m = svymean(~api00, subset(d, stype == "E"))),
  list(stat = "mean", of = "api00", where = "awards == 'Yes'", m = svymean(~api00, subset(d, awards == "Yes"))),
  list(stat = "total", of = "enroll", where = "awards == 'Yes'", m = svytotal(~enroll, subset(d, awards == "Yes"))))
calibrate_design <- function(name, design, method, d) {
  estimates <- lapply(of_calibrated(d), function(one) list(
    stat = one$stat, of = one$of, over = one$over, where = one$where, estimate = coef(one$m)[[1]], se = sqrt(vcov(one$m)[[1]])))
  calibrated[[length(calibrated) + 1]] <<- list(name = paste0(design, ": ", name), design = design, method = method,
                                                weights = many(as.numeric(weights(d))), estimates = estimates)
}
for (name in c("srs", "clusters", "two stages")) {
  lonely_rule(name)
  d <- designs[[name]]$object
  if (name == "two stages") {   # calibration refuses gaps: rows without an enrolment get one
    d <- update(d, enroll = ifelse(is.na(enroll), 500, enroll), api.stu = ifelse(is.na(api.stu), 400, api.stu))
  }
  calibrate_design("post-strata", name, list(kind = "post-strata", column = "stype", levels = many(types$stype), totals = many(types$Freq)),
                   postStratify(d, ~stype, types))
  calibrate_design("raking", name, list(kind = "raking", margins = list(
      list(column = "stype", levels = many(types$stype), totals = many(types$Freq)),
      list(column = "sch.wide", levels = many(wide$sch.wide), totals = many(wide$Freq))), epsilon = 1e-12, rounds = 200),
    rake(d, list(~stype, ~sch.wide), list(types, wide), control = list(maxit = 200, epsilon = 1e-9, verbose = FALSE)))
  for (fun in c("linear", "raking")) {
    calibrate_design(paste("regression,", fun), name,
      list(kind = "regression", distance = fun, columns = many(c("(one)", "stype=H", "stype=M", "api99")),
           totals = many(c(6194, 755, 1018, 3914069))),
      calibrate(d, ~stype + api99, c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018, api99 = 3914069), calfun = fun,
                epsilon = 1e-12, maxit = 200))
  }
  calibrate_design("regression within bounds", name,
      list(kind = "regression", distance = "linear", bounds = many(c(0.4, 2.5)), columns = many(c("(one)", "stype=H", "stype=M", "api99")),
           totals = many(c(6194, 755, 1018, 3914069))),
      or_na(calibrate(d, ~stype + api99, c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018, api99 = 3914069),
                bounds = c(0.4, 2.5), epsilon = 1e-12, maxit = 200)))
}
trimmed <- trimWeights(designs[["strata"]]$object, lower = 16, upper = 40)
trimming <- list(design = "strata", lower = 16, upper = 40, weights = many(as.numeric(weights(trimmed))),
                 strict = many(as.numeric(weights(trimWeights(designs[["strata"]]$object, lower = 16, upper = 40, strict = TRUE)))))

# --- what R says where a reader is misled -------------------------------------------------------------------------------
d <- designs[["clusters"]]$object
nobody <- svyby(~acs.k3, ~stype, d, svytotal, na.rm = TRUE)
filtered <- svymean(~api00, svydesign(~dnum, weights = ~pw, data = apiclus1[apiclus1$stype == "H", ]))
within <- svymean(~api00, subset(designs[["clusters without correction"]]$object, stype == "H"))
traps <- list(
  nobody = list(group = many(as.character(nobody$stype)), total = many(nobody$acs.k3), se = many(as.numeric(SE(nobody)))),
  naive_tenth = svyquantile(~api00, designs[["srs"]]$object, 0.1, ci = FALSE)[[1]][[1]],
  shahvaish = svyquantile(~api00, designs[["two stages"]]$object, 0.1, ci = FALSE, qrule = "shahvaish")[[1]][[1]],
  filtered = list(estimate = coef(filtered)[[1]], se = SE(filtered)[[1]]),
  within = list(estimate = coef(within)[[1]], se = SE(within)[[1]]))

# --- out --------------------------------------------------------------------------------------------------------------
csv_columns <- function(rows) lapply(rows, function(column) many(column))
made <- list(lonely_rows = csv_columns(lonely_rows["cds"]), lonely_clus = csv_columns(lonely_clus["group"]),
             again = csv_columns(again["code"]), certain = csv_columns(certain[c("group", "fpc1")]), pairs = csv_columns(pairs[c("cds", "pair")]))
out <- list(
  r = R.version.string, survey = as.character(packageVersion("survey")), level = level, made = made,
  designs = lapply(designs, function(one) list(data = one$data, mapping = one$mapping, r = one$r, df = degf(one$object),
                                               n = nrow(one$object))),
  cases = cases, contrasts = contrasts_, quantiles = quantiles, tests = tests, replicated = replicated,
  calibrated = calibrated, trimming = trimming, traps = traps)
lines <- function(name) {   # a case a line, so that a change of one can be seen
  x <- out[[name]]
  text <- if (name %in% c("designs", "cases", "contrasts", "quantiles", "tests", "replicated", "calibrated") && length(x)) {
    if (is.null(names(x))) paste0("[\n", paste0(unlist(lapply(x, json)), collapse = ",\n"), "\n]")
    else paste0("{\n", paste0(quoted(names(x)), ": ", unlist(lapply(x, json)), collapse = ",\n"), "\n}")
  } else json(x)
  paste0(quoted(name), ": ", text)
}
writeLines(paste0("{", paste0(unlist(lapply(names(out), lines)), collapse = ",\n"), "}"), args[2])

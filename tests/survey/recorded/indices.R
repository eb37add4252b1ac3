# Gaps, indices and changes by R on its api data: indices by laeken, changes by survey, decompositions by lm.
# The errors of what has no function in R: each row's weight is moved a little, the whole estimate is made again, and the
# slopes go into svytotal under the design. No formula of an influence function is used.
suppressMessages({library(survey); library(laeken)})
data(api)
source(file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)[1])), "json.R"))
options(warn = -1)
designs <- list(
  apistrat = svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat),
  apiclus2 = svydesign(id = ~dnum + snum, weights = ~pw, fpc = ~fpc1 + fpc2, data = apiclus2)
)
moved <- function(design, f) {
  w <- weights(design, "sampling")
  data <- design$variables
  slopes <- sapply(seq_along(w), function(i) {
    up <- w; up[i] <- w[i] * (1 + 1e-4); down <- w; down[i] <- w[i] * (1 - 1e-4)
    (f(data, up) - f(data, down)) / (2e-4 * w[i])
  })
  slopes <- if (is.matrix(slopes)) t(slopes) else matrix(slopes, ncol = 1)
  list(estimate = as.list(unname(f(data, w))),
       se = as.list(unname(sqrt(diag(vcov(svytotal(slopes, design)))))))
}
wm <- function(x, w) sum(w * x) / sum(w)

kitagawa <- function(d, w) {
  g <- d$awards == "Yes"
  s <- function(k, g) sum(w[g & d$stype == k]) / sum(w[g])
  r <- function(k, g) wm(d$api00[g & d$stype == k], w[g & d$stype == k])
  k <- c("E", "H", "M")
  s1 <- sapply(k, s, g); s2 <- sapply(k, s, !g); r1 <- sapply(k, r, g); r2 <- sapply(k, r, !g)
  c(sum(s1 * r1) - sum(s2 * r2), sum((r1 - r2) * (s1 + s2) / 2), sum((s1 - s2) * (r1 + r2) / 2))
}
two_and_three <- function(reference) function(d, w) {
  d$w <- w
  d$g <- as.numeric(d$awards == "Yes")
  form <- api00 ~ meals + ell + stype
  x <- model.matrix(form, d)
  fit <- function(rows, f = form) coef(lm(f, d[rows, ], weights = w))
  one <- d$g == 1
  b1 <- fit(one); b2 <- fit(!one)
  x1 <- apply(x[one, ], 2, wm, w[one]); x2 <- apply(x[!one, ], 2, wm, w[!one])
  star <- switch(reference, first = b1, second = b2, mean = (b1 + b2) / 2,
                 weighted = b1 * sum(w[one]) / sum(w) + b2 * sum(w[!one]) / sum(w),
                 pooled = fit(rep(TRUE, nrow(d))),
                 "pooled-with-group" = fit(rep(TRUE, nrow(d)), update(form, . ~ . + g))[names(b1)])
  c(difference = wm(d$api00[one], w[one]) - wm(d$api00[!one], w[!one]),
    explained = sum((x1 - x2) * star), unexplained = sum(x1 * (b1 - star)) + sum(x2 * (star - b2)),
    endowments = sum((x1 - x2) * b2), coefficients = sum(x2 * (b1 - b2)), interaction = sum((x1 - x2) * (b1 - b2)),
    meals = sum(((x1 - x2) * star)["meals"]))
}
references <- c("first", "second", "mean", "weighted", "pooled", "pooled-with-group")

# Yun: coefficients as deviations from the mean of the categories, by sum contrasts of R itself
yun <- function(d, w) {
  d$w <- w
  one <- d$awards == "Yes"
  each <- function(rows) {
    b <- coef(lm(api00 ~ meals + stype, d[rows, ], weights = w, contrasts = list(stype = "contr.sum")))
    c(b[1], b[2], b[3], b[4], -b[3] - b[4])
  }
  x <- cbind(1, d$meals, model.matrix(~ stype - 1, d))
  x1 <- apply(x[one, ], 2, wm, w[one]); x2 <- apply(x[!one, ], 2, wm, w[!one])
  b1 <- each(one); b2 <- each(!one)
  e <- x2 * (b1 - b2); d2 <- (x1 - x2) * b2
  c(e[1], e[2], sum(e[3:5]), d2[2], sum(d2[3:5]))
}

quantities <- function(d, w) {
  gini <- gini(d$api.stu, weights = w)$value / 100
  y <- d$api.stu; m <- wm(y, w)
  c(gini = gini, theil = wm(y / m * log(y / m), w), atkinson_half = 1 - wm(sqrt(y), w)^2 / m,
    atkinson_one = 1 - exp(wm(log(y), w)) / m, atkinson_two = 1 - 1 / wm(1 / y, w) / m,
    poor = wm(y < 400, w), gap = wm(pmax(400 - y, 0) / 400, w), squared = wm((pmax(400 - y, 0) / 400)^2, w),
    pay = 1 - wm(y[d$awards == "Yes"], w[d$awards == "Yes"]) / wm(y[d$awards == "No"], w[d$awards == "No"]))
}
by_laeken <- function(d) {
  w <- d$pw
  list(gini = gini(d$api.stu, weights = w)$value, at_risk = arpr(d$api.stu, weights = w)$value,
       line = unname(arpt(d$api.stu, weights = w)), quintile_ratio = qsr(d$api.stu, weights = w)$value,
       pay_gap_mean = unname(gpg(d$api.stu, gender = factor(ifelse(d$awards == "Yes", "female", "male"),
                                                  levels = c("female", "male")), weights = w)$value),
       pay_gap_median = unname(gpg(d$api.stu, gender = factor(ifelse(d$awards == "Yes", "female", "male"),
                                                  levels = c("female", "male")), weights = w, method = "median")$value))
}
stacked <- function(d, ...) {
  both <- rbind(transform(d, wave = 1999, y = api99), transform(d, wave = 2000, y = api00))
  kept <- both[!(both$wave == 1999 & both$meals > 70) & !(both$wave == 2000 & both$meals < 10), ]
  design <- svydesign(data = kept, ...)
  means <- svyby(~y, ~wave, design, svymean, covmat = TRUE)
  one <- function(l) { x <- svycontrast(means, l); list(estimate = unname(coef(x)), se = unname(c(SE(x)))) }
  list(change = one(quote(`2000` - `1999`)), ratio = one(quote(`2000` / `1999`)), average = one(quote((`2000` + `1999`) / 2)))
}
panel <- function(design) { x <- svymean(~I(api00 - api99), design); list(estimate = unname(coef(x)), se = unname(c(SE(x)))) }

write_recorded("indices.json", list(
  laeken = as.character(packageVersion("laeken")),
  kitagawa = lapply(designs, moved, kitagawa),
  oaxaca = lapply(designs, function(d) sapply(references, function(r) moved(d, two_and_three(r)), simplify = FALSE)),
  yun = lapply(designs, moved, yun),
  quantities = lapply(designs, moved, quantities),
  by_laeken = list(apistrat = by_laeken(apistrat), apiclus2 = by_laeken(apiclus2)),
  waves = list(apistrat = stacked(apistrat, ids = ~snum, strata = ~stype, weights = ~pw),
               apiclus2 = stacked(apiclus2, ids = ~dnum, weights = ~pw)),
  panel = lapply(designs, panel)
))

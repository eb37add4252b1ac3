// A referral needs a partner, everything else may name somebody else: show only what fits the purpose.
"use strict";

{
  const purpose = document.querySelector("#id_purpose");
  const partner = document.querySelector(".to-partner");
  const other = document.querySelector(".to-other");
  const fit = () => {
    const isReferral = purpose.value === "referral";
    partner.hidden = !isReferral;
    other.hidden = isReferral;
  };
  if (purpose && partner && other) {
    purpose.addEventListener("change", fit);
    fit();
  }
}

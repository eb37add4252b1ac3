// The secret of the link stands behind the # of the address, which browsers do not send: it goes into the form.
"use strict";

{
  const form = document.getElementById("open");
  const secret = decodeURIComponent(location.hash.slice(1));
  if (form && secret) {
    form.elements.secret.value = secret;
    history.replaceState(null, "", location.pathname); // it does not stay in the history
    form.requestSubmit();
  }
}

// Ties buttons to passkeys: data-passkey names what the button does, data-options holds what the server asks.
"use strict";
if (window.PublicKeyCredential) {
  for (const element of document.querySelectorAll("[data-needs-passkeys]")) element.hidden = false;
  for (const button of document.querySelectorAll("[data-passkey]")) {
    window.allauth.webauthn.forms[button.dataset.passkey]({
      data: JSON.parse(button.dataset.options ?? "null"),
      ids: { add: button.id, login: button.id, authenticate: button.id, credential: "passkey-credential", passwordless: button.dataset.passwordless },
    });
  }
} else {
  for (const element of document.querySelectorAll("[data-no-passkeys]")) element.hidden = false;
}
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const element of document.querySelectorAll("[data-passkey-error]")) element.hidden = false;
});

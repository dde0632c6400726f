// Passkeys: a form with data-passkey="create" or "get" takes what the browser's key says.
// Its options stand in the page (data-options names the element) or at its own address.
(() => {
  const bytes = (text) => Uint8Array.from(
    atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0),
  );
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const known = (list) => (list || []).map((key) => ({ ...key, id: bytes(key.id) }));

  async function optionsOf(form) {
    if (form.dataset.options) {
      const data = JSON.parse(document.getElementById(form.dataset.options).textContent);
      return (data.creation_options || data.request_options).publicKey;
    }
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`Answer ${answer.status}`);
    return (await answer.json()).request_options.publicKey;
  }

  async function create(form) {
    const options = await optionsOf(form);
    const alone = form.elements.passwordless?.checked ?? false;
    return navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: known(options.excludeCredentials),
        authenticatorSelection: {
          ...options.authenticatorSelection,
          residentKey: alone ? "required" : "discouraged",
          requireResidentKey: alone,
          ...(alone ? { userVerification: "required" } : {}),
        },
      },
    });
  }

  async function get(form) {
    const options = await optionsOf(form);
    return navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        allowCredentials: known(options.allowCredentials),
      },
    });
  }

  function plain(credential) {
    const { response } = credential;
    const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
    const said = parts.filter((name) => response[name]).map((name) => [name, text(response[name])]);
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response: Object.fromEntries(said),
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  }

  if (!window.PublicKeyCredential) return;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("button[type=submit]");
    const failed = form.querySelector("[data-passkey-failed]");
    button.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      failed.hidden = true;
      button.disabled = true;
      try {
        const credential = await (form.dataset.passkey === "create" ? create : get)(form);
        form.elements.credential.value = JSON.stringify(plain(credential));
        form.submit();
      } catch (error) {
        console.warn(error.name);
        failed.hidden = false;
        button.disabled = false;
      }
    });
  }
})();

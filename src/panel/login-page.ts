/** Shown to a browser that comes neither through Home Assistant nor with the key. Works without scripts. */
export function loginPage(sentence: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Porchlight</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { min-height: 90vh; display: grid; place-content: center; gap: 1rem; padding: 1rem; }
form { display: flex; gap: .5rem; flex-wrap: wrap; }
input, button { font: inherit; padding: .6rem .8rem; border-radius: .5rem; border: 1px solid #8888; }
button { background: #d98a1f; color: #fff; border: 0; }
</style>
</head>
<body>
<h1>Porchlight</h1>
<p>${sentence}</p>
<form method="post" action="login">
<label for="key">API key</label>
<input id="key" name="key" type="password" autocomplete="current-password" required>
<button>Open</button>
</form>
</body>
</html>`;
}

/** A piece of a mail. Both parts, text and HTML, are written from the same pieces, so that they say the same. */
export type Block =
  | { readonly kind: 'title' | 'heading' | 'subheading' | 'small'; readonly text: string }
  /** `part`: what a city may word by itself (model/wording.ts). */
  | { readonly kind: 'text'; readonly text: string; readonly part?: 'opening' | 'closing' }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'link' | 'button'; readonly text: string; readonly url: string }
  /** An image that comes with the mail, by its content id; the text part has what it says: an address. */
  | { readonly kind: 'image'; readonly contentId: string; readonly alt: string; readonly url: string }

export type Fact = { readonly label: string; readonly value: string }

/** The text part of a mail. */
export function writeText(blocks: readonly Block[]): string {
  return `${blocks.map(textOf).join('\n\n')}\n`
}

/** A fact in one line. Labels in Leichte Sprache are questions. */
export function writeFact({ label, value }: Fact): string {
  return label.endsWith('?') ? `${label} ${value}` : `${label}: ${value}`
}

function textOf(block: Block): string {
  switch (block.kind) {
    case 'title':
      return `${block.text}\n${'='.repeat(Math.min(block.text.length, 60))}`
    case 'heading':
      return `${block.text}\n${'-'.repeat(Math.min(block.text.length, 60))}`
    case 'list':
      return block.items.map((item) => `* ${item}`).join('\n')
    case 'facts':
      return block.facts
        .map(({ label, value }) => `${label}${label.endsWith('?') ? '' : ':'} ${value}`)
        .join('\n')
    case 'link':
    case 'button':
      return `${block.text}:\n${block.url}`
    case 'image':
      return `${block.alt}:\n${block.url}`
    default:
      return block.text
  }
}

/** The HTML part: no table, no image from elsewhere, readable also where a program drops the style. */
export function writeHtml(language: 'de' | 'en', title: string, blocks: readonly Block[]): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<div class="mail">
${blocks.map(htmlOf).join('\n')}
</div>
</body>
</html>
`
}

function htmlOf(block: Block): string {
  switch (block.kind) {
    case 'title':
      return `<h1>${escapeHtml(block.text)}</h1>`
    case 'heading':
      return `<h2>${escapeHtml(block.text)}</h2>`
    case 'subheading':
      return `<h3>${escapeHtml(block.text)}</h3>`
    case 'text':
      return `<p>${escapeHtml(block.text)}</p>`
    case 'small':
      return `<p class="small">${escapeHtml(block.text)}</p>`
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`
    case 'facts':
      return `<dl>${block.facts.map(factHtml).join('')}</dl>`
    case 'link':
      return `<p><a href="${escapeHtml(block.url)}">${escapeHtml(block.text)}</a></p>`
    case 'button':
      return `<p><a class="button" href="${escapeHtml(block.url)}">${escapeHtml(block.text)}</a></p>`
    case 'image':
      return `<p><img src="cid:${escapeHtml(block.contentId)}" alt="${escapeHtml(block.alt)}" width="200" height="200"></p>`
  }
}

function factHtml({ label, value }: Fact): string {
  return `<dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd>`
}

/** Text as HTML, safe in elements and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

// Contrast of every pair at least 7:1, light and dark.
const STYLE = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
body { margin: 0; padding: 0; background: #fff; color: #171a21; }
.mail { max-width: 36em; margin: 0 auto; padding: 24px 16px 40px; overflow-wrap: break-word;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; font-size: 18px; line-height: 1.5; }
h1 { margin: 0 0 24px; padding-bottom: 12px; border-bottom: 4px solid #f3b61f; font-size: 26px; line-height: 1.25; color: #12265a; }
h2 { margin: 36px 0 8px; font-size: 21px; line-height: 1.3; color: #12265a; }
h3 { margin: 20px 0 4px; font-size: 18px; }
p { margin: 0 0 16px; }
ul { margin: 0 0 16px; padding-left: 22px; }
li { margin: 0 0 6px; }
dl { margin: 24px 0; padding: 16px 20px; border-left: 4px solid #12265a; background: #eef2fa; }
dt { font-weight: bold; }
dd { margin: 0 0 12px; }
dd:last-child { margin-bottom: 0; }
a { color: #0b3d91; }
.button { display: inline-block; padding: 12px 24px; border-radius: 4px; background: #12265a; color: #fff; font-weight: bold; text-decoration: none; }
img { display: block; width: 200px; max-width: 100%; height: auto; background: #fff; }
.small { font-size: 16px; }
@media (prefers-color-scheme: dark) {
  body { background: #10141f; color: #eceff6; }
  h1, h2 { color: #fff; }
  dl { border-color: #f3b61f; background: #1b2336; }
  a { color: #a9c7ff; }
  .button { background: #a9c7ff; color: #0b1a42; }
}
`

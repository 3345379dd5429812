// Lets Node import .tsx (node --import ./platform/jsx/register.mjs). Plain .ts is left to Node's own type stripping.
import { readFileSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)

// React reads it when it is loaded: its development form takes several times as long for a page.
process.env.NODE_ENV ??= 'production'

registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith('file:') || !/\.tsx(\?|$)/.test(url)) return nextLoad(url, context)
    const file = fileURLToPath(url)
    // esbuild is loaded at the first .tsx only, so that commands without pages start at once.
    const { code } = require('esbuild').transformSync(readFileSync(file, 'utf8'), {
      loader: 'tsx',
      jsx: 'automatic',
      target: 'node24',
      format: 'esm',
      sourcefile: file,
      sourcemap: 'inline',
      sourcesContent: false,
    })
    return { format: 'module', source: code, shortCircuit: true }
  },
})

/** Bars of times beside that of the first name, one group a shape, on a logarithmic axis: an SVG without anything else. */

const WIDTH = 860
const LEFT = 220
const BAR = 13
const [LEAST, MOST] = [0.1, 100]
const COLOURS = ['#8a8f98', '#b9bec7', '#c2410c', '#2563eb', '#60a5fa', '#7c3aed', '#ca8a04', '#0d9488']

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const x = (ratio) =>
  LEFT + ((WIDTH - LEFT - 60) * Math.log(Math.min(Math.max(ratio, LEAST), MOST) / LEAST)) / Math.log(MOST / LEAST)

export function chart(sections, names) {
  const parts = []
  let y = 44
  for (const { title, results } of sections) {
    parts.push(`<text x="12" y="${y + 11}" font-weight="600">${escape(title)}</text>`)
    y += 20
    for (const { name, ratio } of results) {
      const colour = COLOURS[names.indexOf(name) % COLOURS.length]
      parts.push(
        `<text x="${LEFT - 8}" y="${y + 10}" text-anchor="end">${escape(name)}</text>`,
        `<rect x="${LEFT}" y="${y}" width="${(x(ratio) - LEFT).toFixed(1)}" height="${BAR - 2}" fill="${colour}"/>`,
        `<text x="${(x(ratio) + 5).toFixed(1)}" y="${y + 10}">${ratio.toFixed(2)}</text>`,
      )
      y += BAR + 3
    }
    y += 12
  }
  const lines = [0.1, 1, 10, 100].map(
    (ratio) =>
      `<line x1="${x(ratio)}" x2="${x(ratio)}" y1="36" y2="${y}" stroke="${ratio === 1 ? '#374151' : '#d1d5db'}"/>` +
      `<text x="${x(ratio)}" y="30" text-anchor="middle">${ratio}</text>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + 10}" font-family="system-ui, sans-serif" font-size="11" fill="#111827">
<rect width="100%" height="100%" fill="#fff"/>
<text x="12" y="16" font-size="13" font-weight="600">Loss and gradient: time beside the Math.exp loop (lower is faster)</text>
${[...lines, ...parts].join('\n')}
</svg>
`
}

/** A script that finds the texts of a page with a contrast below 4.5 to 1 (WCAG 2.2, 1.4.3). */
export const FAINT_TEXTS = `(() => {
  const MIN_CONTRAST = 4.5;
  const numbersIn = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const over = ([r, g, b, alpha = 1], below) => [r, g, b].map((value, i) => value * alpha + below[i] * (1 - alpha));
  const linear = (value) => (value <= 10.31 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const ancestors = (element) => (element ? [element, ...ancestors(element.parentElement)] : []);

  const contrastOf = (element) => {
    const styles = ancestors(element).map((ancestor) => getComputedStyle(ancestor));
    const background = styles.reduceRight((below, { backgroundColor }) => over(numbersIn(backgroundColor), below), [255, 255, 255]);
    const [r, g, b, alpha = 1] = numbersIn(styles[0].color);
    const opacity = styles.reduce((product, style) => product * Number(style.opacity), alpha);
    const [dark, light] = [luminance(over([r, g, b, opacity], background)), luminance(background)].sort((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  };

  // Finish colour transitions.
  document.getAnimations().forEach((animation) => animation.finish());
  const faint = [];
  const texts = document.createTreeWalker((document.querySelector('#swagger-ui') ?? document.body), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { parentElement, textContent } = texts.currentNode;
    if (textContent.trim() !== '' && parentElement.offsetParent !== null && contrastOf(parentElement) < MIN_CONTRAST) {
      faint.push(textContent.trim() + ' ' + contrastOf(parentElement).toFixed(2));
    }
  }
  return [...new Set(faint)];
})()`;

import { html, type Html } from '../html/html.js';
import { pageDocument } from '../html/page-document.js';
import type { AccountPage, Field, Form, Link, Section } from './account-page.js';

const NO_SCRIPT = 'This page needs JavaScript. Please allow it for this page, then load the page again.';

/** The attributes of the inputs. An address is plain text: browsers would refuse or rewrite some that the service accepts. */
const INPUTS: Readonly<Record<Field['kind'], Html>> = {
  email: html`type="text" inputmode="email" autocomplete="email" autocapitalize="none" spellcheck="false"`,
  code: html`type="text" autocomplete="one-time-code" autocapitalize="characters" spellcheck="false"`,
  username: html`type="text" autocomplete="username" autocapitalize="none" spellcheck="false"`,
  'new-password': html`type="password" autocomplete="new-password" autocapitalize="none" spellcheck="false"`,
};

/** The HTML of a page. Every section is hidden until the script shows the one that fits. */
export function accountPageDocument({ sections }: AccountPage): string {
  const main = html`<noscript><p class="message">${NO_SCRIPT}</p></noscript>
    <p id="progress" class="unseen" role="status"></p>
    ${sections.map(sectionOf)}`;
  return pageDocument({ title: sections[0]!.heading, main, script: 'account-page.js' });
}

function sectionOf({ name, heading, paragraphs, form, links = [] }: Section): Html {
  return html`<section data-name="${name}" aria-labelledby="${name}-heading" hidden>
    <h1 id="${name}-heading" tabindex="-1">${heading}</h1>
    <p class="note" role="status"></p>
    ${paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)} ${form ? formOf(name, form) : html``}
    ${links.map(linkOf)}
  </section>`;
}

function formOf(section: string, form: Form): Html {
  const { route, sendsToken = false, fields, button, next, onInvalidSecret = '', problems = {} } = form;
  return html`<form
    method="post"
    data-route="${route}"
    data-sends-token="${String(sendsToken)}"
    data-next="${next.section}"
    data-note="${next.note ?? ''}"
    data-on-invalid-secret="${onInvalidSecret}"
  >
    ${fields.map((field) => fieldOf(`${section}-${field.name}`, field))}
    ${Object.entries(problems).map(([code, text]) => html`<template data-problem="${code}">${text}</template>`)}
    <p class="message" role="alert" tabindex="-1"></p>
    <button type="submit">${button}</button>
  </form>`;
}

function fieldOf(id: string, { name, label, kind, hint, problem = '' }: Field): Html {
  const input = html`<input
    id="${id}"
    name="${name}"
    ${INPUTS[kind]}
    required
    aria-describedby="${id}-hint ${id}-problem"
    data-problem="${problem}"
  />`;
  return html`<div class="field ${kind}">
    <label for="${id}">${label}</label>
    ${kind === 'new-password' ? html`<div class="row">${input}${showButton(id)}</div>` : input}
    <p id="${id}-hint" class="hint">${hint ?? ''}</p>
    <p id="${id}-problem" class="problem"></p>
  </div>`;
}

function showButton(id: string): Html {
  return html`<button type="button" class="show" aria-pressed="false" aria-controls="${id}">
    Show<span class="unseen"> password</span>
  </button>`;
}

function linkOf(link: Link): Html {
  return 'page' in link
    ? html`<p><a href="./${link.page}">${link.label}</a></p>`
    : html`<p><button type="button" class="link" data-show="${link.section}">${link.label}</button></p>`;
}

import type { FC } from 'hono/jsx';
import type { Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import type { FieldError } from '../../base/problem.ts';
import { LIMITS } from '../../domain/limits.ts';
import { subscribeUrl } from '../../domain/urls.ts';
import { layout } from '../layout/layout.tsx';
import { newsroomFrame } from '../layout/newsroom-frame.ts';
import {
  ChoiceFields,
  type ChoiceValues,
  errorsOf,
  Field,
  inputAttributes,
} from '../parts/choice-fields.tsx';
import { type NewsroomContext, newsroomName } from '../parts/newsroom-context.ts';

/** The values that the form was sent with, for a page that shows their errors. */
export interface SubscribeValues extends ChoiceValues {
  readonly email: string;
}

export interface SubscribeView extends NewsroomContext {
  readonly values?: SubscribeValues;
  /** They point into the body of a subscription: `/email`, `/keywords/2`. */
  readonly errors?: readonly FieldError[];
}

const EMPTY: SubscribeValues = { email: '', keywords: '', types: [], fallback: false };

export function subscribePage(view: SubscribeView): string {
  const { baseUrl, language, newsroom, errors = [] } = view;
  const urlIn = (other: Language) => subscribeUrl(baseUrl, other, newsroom.slug);
  const title = translate(language, 'subscription:title');
  const titlePrefix = errors.length === 0 ? '' : `${translate(language, 'subscription:refused.title')}: `;
  return layout(
    newsroomFrame(view, newsroom.languages, urlIn),
    {
      title: `${titlePrefix}${title} | ${newsroomName(newsroom, language).text}`,
      description: translate(language, 'page:subscribe.invitation'),
      canonical: urlIn(language),
      alternates: newsroom.languages.map((other) => ({ hreflang: other, url: urlIn(other) })),
      feeds: [],
      robots: errors.length === 0 ? null : 'noindex',
    },
    <div class="measure">
      <h1>{title}</h1>
      <p>{translate(language, 'page:subscribe.invitation')}</p>
      {errors.length > 0 && (
        <p class="problem" role="alert">
          {translate(language, 'subscription:refused.title')}
        </p>
      )}
      <SubscribeForm {...view} />
    </div>,
  );
}

const SubscribeForm: FC<SubscribeView> = ({ baseUrl, language, newsroom, values = EMPTY, errors = [] }) => {
  const emailErrors = errorsOf(errors, 'email');
  return (
    <form method="post" action={subscribeUrl(baseUrl, language, newsroom.slug)} novalidate>
      <Field
        id="email"
        label={translate(language, 'subscription:email')}
        language={language}
        errors={emailErrors}
      >
        <input
          {...inputAttributes('email', emailErrors, false)}
          name="email"
          type="email"
          autocomplete="email"
          required
          maxlength={LIMITS.email}
          value={values.email}
        />
      </Field>
      <ChoiceFields language={language} values={values} errors={errors} />
      <p class="small">{translate(language, 'subscription:consent')}</p>
      <button type="submit">{translate(language, 'page:subscribe.button')}</button>
    </form>
  );
};

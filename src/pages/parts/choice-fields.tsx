import type { Child, FC } from 'hono/jsx';
import type { Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import type { FieldError } from '../../base/problem.ts';
import { RELEASE_TYPES } from '../../domain/release.ts';

/** A subscription's choices as values of form fields. */
export interface ChoiceValues {
  /** Separated by commas. */
  readonly keywords: string;
  readonly types: readonly string[];
  readonly fallback: boolean;
}

/** `errors` point into the body of the subscription: `/keywords/2`. */
export const ChoiceFields: FC<{
  readonly language: Language;
  readonly values: ChoiceValues;
  readonly errors: readonly FieldError[];
}> = ({ language, values, errors }) => {
  const keywordErrors = errorsOf(errors, 'keywords');
  return (
    <>
      <Field
        id="keywords"
        label={translate(language, 'subscription:keywords')}
        hint={translate(language, 'subscription:keywords-hint')}
        language={language}
        errors={keywordErrors}
      >
        <input
          {...inputAttributes('keywords', keywordErrors, true)}
          name="keywords"
          type="text"
          autocomplete="off"
          value={values.keywords}
        />
      </Field>
      <TypeFields language={language} chosen={values.types} errors={errorsOf(errors, 'types')} />
      <p>
        <label class="choice">
          <input type="checkbox" name="fallback" value="yes" checked={values.fallback} />
          <span>{translate(language, 'subscription:fallback')}</span>
        </label>
      </p>
    </>
  );
};

/** The errors of one field and of its items. */
export function errorsOf(errors: readonly FieldError[], field: string): FieldError[] {
  return errors.filter(({ pointer }) => `${pointer}/`.startsWith(`/${field}/`));
}

/** Attributes that tie an input to its hint and errors, so that screen readers read them with it. */
export function inputAttributes(id: string, errors: readonly FieldError[], hasHint: boolean) {
  const ids = [hasHint ? `${id}-hint` : '', errors.length > 0 ? `${id}-error` : ''].filter(
    (describedBy) => describedBy !== '',
  );
  return {
    id,
    ...(ids.length > 0 && { 'aria-describedby': ids.join(' ') }),
    ...(errors.length > 0 && { 'aria-invalid': 'true' as const }),
  };
}

interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly language: Language;
  readonly errors: readonly FieldError[];
  readonly children?: Child;
}

export const Field: FC<FieldProps> = ({ id, label, hint, language, errors, children }) => (
  <div class="field">
    <label for={id}>{label}</label>
    {hint !== undefined && (
      <p class="small" id={`${id}-hint`}>
        {hint}
      </p>
    )}
    <FieldErrors id={id} language={language} errors={errors} />
    {children}
  </div>
);

const TypeFields: FC<{
  readonly language: Language;
  readonly chosen: readonly string[];
  readonly errors: readonly FieldError[];
}> = ({ language, chosen, errors }) => (
  <fieldset aria-describedby={errors.length > 0 ? 'types-hint types-error' : 'types-hint'}>
    <legend>{translate(language, 'subscription:types')}</legend>
    <p class="small" id="types-hint">
      {translate(language, 'subscription:types-hint')}
    </p>
    <FieldErrors id="types" language={language} errors={errors} />
    {RELEASE_TYPES.map((type) => (
      <label class="choice">
        <input type="checkbox" name="types" value={type} checked={chosen.includes(type)} />
        <span>{translate(language, `common:types.${type}`)}</span>
      </label>
    ))}
  </fieldset>
);

const FieldErrors: FC<{
  readonly id: string;
  readonly language: Language;
  readonly errors: readonly FieldError[];
}> = ({ id, language, errors }) => {
  const texts = new Set(
    errors.map(({ code, params }) => translate(language, `problem:field.${code}`, params)),
  );
  return texts.size === 0 ? null : (
    <p class="problem" id={`${id}-error`}>
      {[...texts].join(' ')}
    </p>
  );
};

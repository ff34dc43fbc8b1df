/** What users can do if a method's rule applies to no activation of their encoder; the end of the warning. */
export const SEE_ACTIVATIONS = 'see the option activations';

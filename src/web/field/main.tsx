// The field seat: the next door in huge type, one big button, for gloves and stairwells.
import { mount } from '../kit/mount.tsx';
import { Field } from './Field.tsx';

mount(Field);

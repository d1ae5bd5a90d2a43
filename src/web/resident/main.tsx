// The resident's page: three taps to ask for what they asked last time, and where the bag is now.
import { callAsDoor } from '../kit/call.ts';
import { mount } from '../kit/mount.tsx';
import { Resident } from './Resident.tsx';

callAsDoor();
mount(Resident);

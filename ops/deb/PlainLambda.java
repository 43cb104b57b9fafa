import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.NestHostAttribute;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The class of lambdas and method references, which otherwise the JVM writes at every start, one for each. This one is for all of
 * a class that are of the same interface and capture values of the same types: each class of a cache takes time at start. It is of
 * the nest of the class that they are written in, so it may call what is private there. Conversions are those of {@code
 * java.lang.invoke.LambdaMetafactory}.
 */
final class PlainLambda {
    private static final String NUMBER = "number";

    /** The primitive types by their wrappers. */
    private static final Map<ClassDesc, ClassDesc> UNBOXED = Map.of(
            ClassDesc.of("java.lang.Boolean"), ClassDesc.ofDescriptor("Z"),
            ClassDesc.of("java.lang.Byte"), ClassDesc.ofDescriptor("B"),
            ClassDesc.of("java.lang.Short"), ClassDesc.ofDescriptor("S"),
            ClassDesc.of("java.lang.Character"), ClassDesc.ofDescriptor("C"),
            ClassDesc.of("java.lang.Integer"), ClassDesc.ofDescriptor("I"),
            ClassDesc.of("java.lang.Long"), ClassDesc.ofDescriptor("J"),
            ClassDesc.of("java.lang.Float"), ClassDesc.ofDescriptor("F"),
            ClassDesc.of("java.lang.Double"), ClassDesc.ofDescriptor("D"));

    private final ClassDesc name;
    private final ClassDesc face;
    private final String method;
    private final List<ClassDesc> captured;
    private final MethodTypeDesc erased;
    private final List<Body> bodies = new ArrayList<>();

    /** What lambdas must have in common to be of one class. */
    record Kind(MethodTypeDesc made, String method, MethodTypeDesc erased) {
        static Kind of(InvokeDynamicInstruction call) {
            MethodTypeDesc erased = (MethodTypeDesc) call.bootstrapArgs().get(0);
            return new Kind(call.typeSymbol(), call.name().stringValue(), erased);
        }
    }

    /**
     * What one of them does.
     *
     * @param exact the types that its arguments are known to have
     */
    private record Body(DirectMethodHandleDesc called, MethodTypeDesc exact) {
        static Body of(InvokeDynamicInstruction call) {
            return new Body(
                    (DirectMethodHandleDesc) call.bootstrapArgs().get(1),
                    (MethodTypeDesc) call.bootstrapArgs().get(2));
        }
    }

    PlainLambda(ClassDesc name, Kind kind) {
        this.name = name;
        this.face = kind.made().returnType();
        this.method = kind.method();
        this.captured = kind.made().parameterList();
        this.erased = kind.erased();
    }

    /** Whether only its own class may call what it calls. */
    static boolean isPrivileged(ClassDesc owner, InvokeDynamicInstruction call) {
        DirectMethodHandleDesc called = Body.of(call).called();
        boolean special = called.kind() == DirectMethodHandleDesc.Kind.SPECIAL
                || called.kind() == DirectMethodHandleDesc.Kind.INTERFACE_SPECIAL;
        return special && !called.owner().equals(owner);
    }

    /** Makes it one of these; gives what is to stand in the place of the call: an object of this class, of what is captured. */
    Consumer<CodeBuilder> add(InvokeDynamicInstruction call) {
        int number = bodies.size();
        bodies.add(Body.of(call));
        return code -> {
            code.new_(name).dup();
            for (int i = 0; i < captured.size(); i++)
                code.loadLocal(TypeKind.from(captured.get(i)), code.parameterSlot(i));
            code.loadConstant(number).invokespecial(name, "<init>", constructor()).areturn();
        };
    }

    private MethodTypeDesc constructor() {
        return MethodTypeDesc.of(CD_void, captured).insertParameterTypes(captured.size(), CD_int);
    }

    ClassDesc name() {
        return name;
    }

    byte[] bytes(ClassDesc host, ClassFile files) {
        return files.build(name, builder -> {
            builder.withVersion(ClassFile.JAVA_25_VERSION, 0)
                    .withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER | ClassFile.ACC_SYNTHETIC)
                    .withInterfaceSymbols(face)
                    .with(NestHostAttribute.of(host));
            for (int i = 0; i < captured.size(); i++)
                builder.withField(field(i), captured.get(i), ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL);
            builder.withField(NUMBER, CD_int, ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL);
            builder.withMethodBody("<init>", constructor(), 0, this::construct);
            builder.withMethodBody(method, erased, ClassFile.ACC_PUBLIC, this::call);
        });
    }

    private static String field(int index) {
        return "a" + index;
    }

    private void construct(CodeBuilder code) {
        code.aload(0).invokespecial(CD_Object, "<init>", MethodTypeDesc.of(CD_void));
        for (int i = 0; i < captured.size(); i++)
            code.aload(0)
                    .loadLocal(TypeKind.from(captured.get(i)), code.parameterSlot(i))
                    .putfield(name, field(i), captured.get(i));
        code.aload(0).iload(code.parameterSlot(captured.size())).putfield(name, NUMBER, CD_int);
        code.return_();
    }

    private void call(CodeBuilder code) {
        List<SwitchCase> others = new ArrayList<>();
        for (int i = 1; i < bodies.size(); i++) others.add(SwitchCase.of(i, code.newLabel()));
        Label first = code.newLabel();
        if (!others.isEmpty()) code.aload(0).getfield(name, NUMBER, CD_int).tableswitch(first, others);
        code.labelBinding(first);
        call(code, bodies.getFirst());
        for (SwitchCase other : others) {
            code.labelBinding(other.target());
            call(code, bodies.get(other.caseValue()));
        }
    }

    private void call(CodeBuilder code, Body body) {
        DirectMethodHandleDesc called = body.called();
        if (called.kind() == DirectMethodHandleDesc.Kind.CONSTRUCTOR) code.new_(called.owner()).dup();
        List<ClassDesc> wanted = called.invocationType().parameterList();
        for (int i = 0; i < captured.size(); i++) code.aload(0).getfield(name, field(i), captured.get(i));
        for (int i = 0; i < erased.parameterCount(); i++) {
            ClassDesc given = erased.parameterType(i);
            code.loadLocal(TypeKind.from(given), code.parameterSlot(i));
            convert(code, given, body.exact().parameterType(i), wanted.get(captured.size() + i));
        }
        invoke(code, called);
        ClassDesc result = called.invocationType().returnType();
        if (!erased.returnType().equals(CD_void)) convert(code, result, result, erased.returnType());
        else if (TypeKind.from(result).slotSize() == 2) code.pop2();
        else if (!result.equals(CD_void)) code.pop();
        code.return_(TypeKind.from(erased.returnType()));
    }

    private static void invoke(CodeBuilder code, DirectMethodHandleDesc called) {
        MethodTypeDesc type = MethodTypeDesc.ofDescriptor(called.lookupDescriptor());
        String method = called.methodName();
        ClassDesc owner = called.owner();
        switch (called.kind()) {
            case STATIC, INTERFACE_STATIC -> code.invokestatic(owner, method, type, called.isOwnerInterface());
            case VIRTUAL, SPECIAL -> code.invokevirtual(owner, method, type);
            case INTERFACE_VIRTUAL, INTERFACE_SPECIAL -> code.invokeinterface(owner, method, type);
            case CONSTRUCTOR -> code.invokespecial(owner, "<init>", type);
            default -> throw new IllegalArgumentException(called.toString());
        }
    }

    /** @param exact what it is known to be, where given is the type variable's bound */
    private static void convert(CodeBuilder code, ClassDesc given, ClassDesc exact, ClassDesc wanted) {
        if (given.isPrimitive() && wanted.isPrimitive()) {
            if (!given.equals(wanted)) code.conversion(TypeKind.from(given), TypeKind.from(wanted));
        } else if (given.isPrimitive()) {
            ClassDesc box = boxed(given);
            code.invokestatic(box, "valueOf", MethodTypeDesc.of(box, given));
        } else if (wanted.isPrimitive()) {
            ClassDesc box = UNBOXED.containsKey(exact) ? exact : boxed(wanted);
            ClassDesc value = UNBOXED.get(box);
            if (!given.equals(box)) code.checkcast(box);
            code.invokevirtual(box, value.displayName() + "Value", MethodTypeDesc.of(value));
            if (!value.equals(wanted)) code.conversion(TypeKind.from(value), TypeKind.from(wanted));
        } else if (!given.equals(wanted) && !wanted.equals(CD_Object)) code.checkcast(wanted);
    }

    private static ClassDesc boxed(ClassDesc primitive) {
        return UNBOXED.entrySet().stream()
                .filter(entry -> entry.getValue().equals(primitive))
                .findFirst()
                .orElseThrow()
                .getKey();
    }
}
